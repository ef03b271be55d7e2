-- The published database. What stands behind `--` on a line describes the table, view or column of that line:
-- it is shown where the data is shown (table `dictionary`), and a test demands it of every one.

create table companies (  -- Companies and platforms, known under the name that people use.
  id text primary key,    -- Lower case, lasting: `meta`, `linkedin`.
  name text not null,     -- As people write it.
  owner text references companies (id)  -- The company that it belongs to; empty where it stands for itself.
);
create table regions (   -- Where the people live whose data it is about.
  id text primary key,   -- ISO 3166-1 alpha-2 code of a country, EU (European Union and EEA) or WW (worldwide).
  name text not null,    -- English name.
  within text references regions (id)  -- The region whose acts hold here too: EU for its countries; WW holds everywhere.
);
create table regulators (  -- Public authorities; courts are not among them.
  id text primary key,     -- Its usual acronym, in capitals: `ICO`, `DPC`.
  name text not null,      -- Official name, in English where it has one.
  region text not null references regions (id),  -- Where its acts hold.
  url text                 -- Its website.
);
create table names (       -- The names under which people look for something: products, legal names, acronyms, peoples.
  page text not null check (page in ('company', 'region', 'regulator')),  -- What it is a name of.
  id text not null,        -- The id of that company, region or regulator.
  called text not null,    -- The name.
  primary key (page, id, called)
) without rowid;
create table actions (   -- The ten things that companies do or that are done about them.
  id text primary key,   -- One word: `paused`, `resumed`, `order`.
  label text not null,   -- The same, as a heading.
  actor text not null check (actor in ('company', 'others')),  -- Whose act it is: the company's or that of others.
  meaning text not null, -- What counts as this action.
  rank integer not null, -- Orders the acts of one day: the highest stands at its end.
  status text            -- What holds after it, in plain words; only for acts of the company.
);
create table sources (  -- What the tracker reads, and how each source is doing.
  id text primary key,  -- As in the list of sources.
  name text not null,   -- Who publishes it.
  kind text not null,   -- regulator, news, company, ngo, blog, court or aggregator.
  url text not null,    -- Address of its list.
  format text not null, -- How it lists what it publishes: feed, sitemap, listing, json or script.
  lang text not null,   -- Language of its pages, ISO 639-1.
  region text references regions (id),         -- The region it writes about or acts in, if it is one.
  regulator text references regulators (id),   -- The regulator that it is the voice of.
  licence text,         -- The licence that lets whole texts be shown here; empty: title, link, date and quotes only.
  poll integer not null,        -- Hours between two looks.
  state text not null check (state in ('ok', 'unchanged', 'silent', 'blocked', 'broken', 'never tried', 'off')),  -- Its health.
  message text,         -- Why it is not well, in its own words where it gave any.
  last_try text,        -- When it was last asked (UTC).
  last_success text,    -- When it last answered as it should (UTC).
  last_new text,        -- When it last showed something new or changed (UTC).
  newest text,          -- Date of the newest item that it has shown.
  gap integer,          -- Days without news that are normal for it at most.
  usual_gap integer,    -- Days between two days with news, as they were of late.
  links integer,        -- Number of links in its list when it was last read.
  note text             -- What is proven of it and what is not.
);
create table documents (  -- Pages that were read: title, address and date; whole text only under a free licence.
  id text primary key,    -- First 12 hex digits of the SHA-256 of the address, or of the text where it has none.
  url text unique,        -- Address without tracking parameters; empty for a text that was imported without one.
  title text not null,    -- Headline.
  publisher text not null,  -- Who published it.
  kind text not null,     -- regulator, news, company, ngo, blog or court.
  lang text not null,     -- Language that the text was found to be in, ISO 639-1.
  published text,         -- Date of publication, as precise as known.
  source text references sources (id),  -- The source that led to it; empty for what was imported.
  licence text,           -- The licence under which the whole text may be shown.
  first_seen text not null,   -- When it was first archived, here or in the Wayback Machine (UTC).
  last_seen text not null,    -- When it was last archived, changed or not (UTC).
  versions integer not null,  -- Number of different texts that were seen at this address; noise makes none.
  current integer not null,   -- The version that was seen last.
  archived_url text           -- Where the Wayback Machine shows it, if it was saved there or brought from there.
);
create table versions (   -- The different texts that one address has shown: official pages are edited in place.
  id text primary key,    -- Document and number: `0123456789ab-2`.
  document text not null references documents (id),  -- Whose text it is.
  version integer not null,  -- 1 for the oldest.
  sha text not null,      -- SHA-256 of the archived bytes.
  fetched text not null,  -- When it was fetched, by us or by the Wayback Machine (UTC).
  file text not null,     -- WARC file of the archive that holds it.
  "offset" integer not null,  -- Where its record starts in that file, in bytes.
  archived_url text,      -- Where the Wayback Machine shows this text, if it was brought from there.
  words integer not null, -- Length of the text in words.
  before text,            -- When the page was last looked at before it was first seen so (UTC); empty for the first.
  text text               -- The text, where its licence allows; the quotes of reports are parts of it.
);
create table sections (    -- Parts of a text that have a day of their own: what was added to a page, and what stood there before.
  document text not null references documents (id),  -- Whose part it is, as the page was seen last.
  number integer not null,    -- 1 for the first in the text.
  heading text not null,      -- The dated heading above it; empty where it has none.
  date text,                  -- Its day: of its heading, of the page, or the day on which it was first seen there.
  first_seen integer not null,  -- 1 where nothing dates it but the day on which it was first seen.
  version integer not null,   -- The version of the document from which it stands there.
  start integer not null,     -- Where it starts in the text, in characters.
  "end" integer not null,     -- Where it ends.
  primary key (document, number)
) without rowid;
create table edits (       -- What each version of a page changed in the one before it: whole where the licence allows, else quoted.
  id integer primary key,  -- A number.
  document text not null references documents (id),  -- The page.
  version integer not null,   -- The version that brought it.
  place integer not null,     -- 1 for the first in the text.
  change text not null check (change in ('added', 'removed', 'changed')),  -- What became of the passage.
  about integer not null,     -- 1 where its words are about AI or training.
  before text,                -- What stood there; empty for what was added, or may not be shown.
  after text,                 -- What stands there; empty for what was removed, or may not be shown.
  words_before integer not null,  -- Its length before, in words.
  words_after integer not null,   -- Its length after.
  heading text                -- The dated heading above it.
);
create table watched (        -- Pages that are read again and again, since pages are edited in place.
  url text primary key,       -- Its address.
  document text references documents (id),  -- Its document; empty where it was not had yet.
  why text not null,          -- Why it is watched.
  days integer not null,      -- Days between two looks at it, by the age of its text: 1, 7 or 30.
  looked text,                -- When it was last looked at (UTC).
  message text                -- What went wrong at the last look.
);
create table events (     -- Who did what, where and when: one row per company, region, action and date.
  id text primary key,    -- Readable and lasting: `meta-eu-paused-2024-06`.
  company text not null references companies (id),  -- The company that acts or is acted on.
  region text not null references regions (id),     -- Where the people live whose data it is about.
  action text not null references actions (id),     -- What was done.
  date text,              -- Day of the act or of its announcement; a month or a year if no more is known, else empty.
  effective text,         -- Day from which it holds, where that is another day.
  subject text not null check (subject in ('training', 'product')),  -- The training itself, or an AI product.
  part text,              -- The data or people that it is about, where of others nothing is said; empty: no such limit is recorded.
  state text not null check (state in ('curated', 'extracted', 'confirmed', 'disputed')),  -- Told by people, rules or both (confirmed), or contested.
  summary text not null,  -- One sentence of the tracker's own.
  note text,              -- What to know before citing it, such as dates that differ.
  confidence real not null,         -- How sure it is, from 0 to 1.
  confidence_reasons text not null, -- What that rests on.
  witnesses integer not null        -- Number of sources that tell of it in words of their own; copies do not count.
);
create table event_regulators (  -- The regulators that an event's sources tie to it.
  event text not null references events (id),            -- The event.
  regulator text not null references regulators (id),    -- The regulator.
  primary key (event, regulator)
) without rowid;
create table event_sources (  -- Every source of an event, named by the curated record or found by reading.
  id integer primary key,     -- Within an event the lowest number is the best source.
  event text not null references events (id),  -- What it tells of.
  url text,                   -- Its address.
  publisher text not null,    -- Who published it.
  kind text not null,         -- regulator, news, company, ngo, blog or court.
  published text,             -- When it was published, as precise as known.
  document text references documents (id),     -- Its archived page, if there is one.
  copy_of integer references event_sources (id)  -- The source whose text this one repeats; it is not counted apart.
);
create table reports (     -- One document tells of one event, in words that can be checked.
  id integer primary key,  -- Within an event the lowest number is the best report.
  event text references events (id),  -- The event it belongs to; empty where it is not sure which.
  document text not null references documents (id),  -- Where it stands.
  version integer not null,  -- In which version of the document.
  company text not null references companies (id),   -- The company that acts or is acted on.
  region text not null references regions (id),      -- Where the people live whose data it is about.
  action text not null references actions (id),      -- What was done.
  date text,               -- When, as precise as the document tells.
  first_seen integer not null,  -- 1 where the date is the day on which an edit of the page was first seen.
  effective text,          -- Day from which it holds, where that is another day.
  subject text not null,   -- training or product.
  core integer not null,   -- 1 where it is the document's own news, 0 where it is background.
  quote text not null,     -- The exact words.
  start integer not null,  -- Where they start in the text, in characters.
  "end" integer not null,  -- Where they end.
  rule text not null,      -- The words that told the reader so.
  confidence real not null,  -- How sure this reading is, from 0 to 1.
  regulators text not null   -- Regulators that the document ties to it.
);
create table rejections (  -- Statements that were seen and not counted, and why.
  id integer primary key,  -- A number.
  document text not null references documents (id),  -- Where it stands.
  version integer not null,  -- In which version of the document.
  reason text not null,    -- demand, possibility, denial, question, condition, allegation, out of scope ...
  action text references actions (id),      -- What it would have been.
  company text references companies (id),   -- Whose it would have been.
  quote text not null,     -- The exact words.
  start integer not null,  -- Where they start in the text, in characters.
  "end" integer not null,  -- Where they end.
  rule text not null       -- The words that told the reader so.
);
create table chains (      -- Which event is about which other: read a row as "event relation other".
  event text not null references events (id),  -- The event.
  relation text not null check (relation in ('answers', 'lifts', 'closes', 'leads to')),  -- resumed answers paused; cleared lifts order or fine, closes complaint or inquiry; complaint leads to inquiry, inquiry leads to order or fine.
  other text not null references events (id),  -- The other event.
  primary key (event, relation, other)
) without rowid;
create table pauses (      -- Every pause, and what ended it.
  event text primary key references events (id),     -- The pause.
  company text not null references companies (id),   -- The company that paused.
  region text not null references regions (id),      -- Where.
  subject text not null,   -- training or product.
  paused text,             -- When it began.
  ended_by text references events (id),  -- The act that ended it; empty while it is on.
  answered text,           -- When that was done or announced.
  ended text,              -- Since when the pause is over; lies ahead where a day to come was named.
  days integer             -- Days from `paused` to `ended`, where both are known to the day.
);
create table matters (     -- Complaints, inquiries and orders, and what closed them; a matter that nothing in the record closed is open.
  event text primary key references events (id),     -- The complaint, inquiry or order.
  company text not null references companies (id),   -- Against whom.
  region text not null references regions (id),      -- Where.
  action text not null references actions (id),      -- complaint, inquiry or order.
  opened text,             -- When it began.
  closed_by text references events (id),  -- What closed it: it was lifted or ended, or went on as an inquiry, an order or a fine.
  closed text              -- When.
);
create table standings (   -- Where each company stands in each region, from day to day; a row for each stretch of days. The rules stand at the view status.
  company text not null references companies (id),   -- The company.
  region text not null references regions (id),      -- Where the people live.
  subject text not null,   -- training or product.
  from_day text not null,  -- The first day on which this holds.
  to_day text,             -- The first day on which it does not hold any more; empty where it still holds.
  event text references events (id),  -- The act that counts, of this region or of one that holds here too; empty: never said.
  meaning text not null,   -- What that means for a person there, in plain words.
  announced text references events (id),  -- A later announcement that does not undo that act.
  primary key (company, region, subject, from_day)
) without rowid;
create table corrections ( -- What people ruled over events, from the list of corrections.
  id integer primary key,  -- Its place in the list.
  event text not null,     -- The event as it is called now; it may be withdrawn.
  ruling text not null check (ruling in ('drop', 'amend', 'merge', 'split', 'dispute')),  -- What was ruled.
  detail text,             -- Fields with their new values, the event that took over, or the documents that are meant.
  who text not null,       -- Who ruled.
  ruled text not null,     -- When.
  why text not null,       -- The reason that they gave.
  applied integer not null -- 1 where it changes something; 0 where nothing matches it (see problems).
);
create table withdrawn (   -- Events that stood in the record once and do not any more; state: withdrawn.
  event text primary key,  -- Its id.
  company text not null,   -- The company.
  region text not null,    -- The region.
  action text not null,    -- The action.
  date text,               -- Its date.
  summary text not null,   -- Its summary.
  withdrawn text not null, -- When it was withdrawn.
  because text not null,   -- The ruling or what else took it out.
  successor text           -- The event that took its place, if there is one.
);
create table builds (      -- The published states of the record that differ from the one before.
  id integer primary key,  -- A number.
  built text not null,     -- When (UTC).
  events integer not null, -- Events that stood in it.
  added integer not null,  -- Events that were new.
  changed integer not null,   -- Events of which a field changed.
  withdrawn integer not null  -- Events that were taken out.
);
create table changes (     -- What changed in the record from one published state to the next; nothing is ever taken out of here.
  id integer primary key,  -- A number.
  build integer not null references builds (id),  -- The state in which it was first seen.
  event text not null,     -- The event; it may be withdrawn by now.
  change text not null check (change in ('added', 'changed', 'withdrawn')),  -- What happened to it.
  field text,              -- The column that changed.
  old text,                -- Its value before.
  new text,                -- Its value after.
  because text not null,   -- The cause: the ruling, the document, the curated record or the rules.
  document text            -- Id of the document that is the cause, where it is one.
);
create table runs (        -- Every run that asked the sources or the Wayback Machine.
  id integer primary key,  -- A number.
  command text not null,   -- What was run.
  started text not null,   -- When it started (UTC).
  ended text,              -- When it ended (UTC); empty where it was cut off.
  sources_ok integer,      -- Sources that answered as they should.
  sources_failed integer,  -- Sources that did not.
  fetched integer,         -- Pages fetched and archived.
  new integer,             -- Those of them never seen before.
  exit_code integer        -- 0 all well, 1 something needs a person, 2 bad input, 3 nothing could be reached.
);
create table problems (    -- What a person must look at, from the last run of each command and from reading the archive.
  id integer primary key,  -- A number.
  step text not null,      -- Where it came up: discover, fetch, read ...
  source text references sources (id),  -- The source, if it is one that is declared.
  url text,                -- The page.
  message text not null,   -- What is wrong.
  run integer references runs (id)      -- The run; empty for what came up in reading.
);
create table dictionary (     -- What every table, view and column means.
  table_name text not null,   -- Table or view.
  column_name text,           -- Column; empty where the table or view itself is described.
  description text not null   -- What it means.
);

create index events_by_company on events (company, region, date, action);
create index events_by_region on events (region, date);
create index events_by_action on events (action, date);
create index events_by_date on events (date);
create index event_regulators_by_regulator on event_regulators (regulator);
create index event_sources_by_event on event_sources (event);
create index event_sources_by_document on event_sources (document);
create index chains_by_other on chains (other);
create index standings_by_region on standings (region, from_day);
create index matters_by_company on matters (company, region);
create index changes_by_event on changes (event);
create index corrections_by_event on corrections (event);
create index reports_by_event on reports (event);
create index reports_by_document on reports (document);
create index rejections_by_document on rejections (document);
create index rejections_by_reason on rejections (reason);
create index versions_by_document on versions (document);
create index edits_by_document on edits (document, version);
create index watched_by_document on watched (document);
create index documents_by_published on documents (published);
create index documents_by_publisher on documents (publisher);

create view timeline as select  -- The events with all that one needs to cite them, newest first, one row each.
  e.id as event,            -- Id of the event.
  e.date,                   -- Day of the act or of its announcement; a month or a year if no more is known.
  e.company,                -- Id of the company.
  c.name as company_name,   -- Its name.
  e.region,                 -- Id of the region.
  r.name as region_name,    -- Its name.
  e.action,                 -- What was done.
  a.actor,                  -- Whose act it is: company or others.
  e.effective,              -- Day from which it holds, where that is another day.
  (select group_concat(regulator, ', ') from
    (select regulator from event_regulators where event = e.id order by regulator)) as regulators,  -- Their ids.
  e.subject,                -- training or product.
  e.part,                   -- The data or people that it is about, where of others nothing is said; empty: no such limit is recorded.
  e.state,                  -- curated, extracted, confirmed (both) or disputed.
  e.summary,                -- One sentence of the tracker's own.
  q.quote,                  -- Exact words of the best report.
  w.url as document_url,    -- Address of the source of the quote; without a quote, of the best source.
  w.publisher,              -- Its publisher.
  w.published,              -- Its date.
  e.witnesses,              -- Number of sources that are no copies of others.
  e.confidence              -- How sure it is, from 0 to 1.
from events e
join companies c on c.id = e.company
join regions r on r.id = e.region
join actions a on a.id = e.action
left join reports q on q.id = (select min(id) from reports where event = e.id)
left join event_sources w on w.id = coalesce(
  (select min(id) from event_sources where event = e.id and document = q.document),
  (select min(id) from event_sources where event = e.id))
order by e.date desc, a.rank desc, e.id;

create view status as select  -- Where each company stands in each region today: the last act in which it paused, resumed, abandoned or started, on training if any. Acts of EU hold in its countries, those of WW everywhere, unless the region has a later act of its own. What a company announced counts where there is no such act, or where it came later and named a day to come or the region alone; a wider announcement undoes nothing. Acts on a part of the data or people count where there is no other. Acts known to the month or year count from its start.
  s.company,                -- Id of the company.
  c.name as company_name,   -- Its name.
  s.region,                 -- Id of the region.
  r.name as region_name,    -- Its name.
  e.action,                 -- The act that counts there; empty where the company never said anything.
  e.date as since,          -- When that was done or announced.
  s.event,                  -- Id of the event.
  e.effective,              -- Day from which it holds, where that is another day.
  (select group_concat(regulator, ', ') from
    (select regulator from event_regulators where event = e.id order by regulator)) as regulators,  -- Their ids: by whose push.
  e.state,                  -- curated, extracted, confirmed (both) or disputed.
  e.part,                   -- The data or people that it is about, where of others nothing is said; empty: no such limit is recorded.
  s.meaning,                -- What holds for a person there, in plain words.
  s.subject,                -- training or product.
  e.region as acts_in,      -- The region of that act: the same, EU or WW.
  s.announced,              -- Id of a later announcement that does not undo the act.
  (select group_concat(event, ', ') from (select m.event from matters m
    where m.company = s.company and m.region in (s.region, r.within, 'WW')
      and m.opened <= date('now') and (m.closed is null or m.closed > date('now')) order by m.opened, m.event)
  ) as open_matters         -- Complaints, inquiries and orders that nothing in the record closed.
from standings s
join companies c on c.id = s.company
join regions r on r.id = s.region
left join events e on e.id = s.event
where s.from_day <= date('now') and (s.to_day is null or s.to_day > date('now'))
  and (s.subject = 'training' or not exists (select 1 from standings t
    where t.company = s.company and t.region = s.region and t.subject = 'training' and t.event is not null
      and t.from_day <= date('now') and (t.to_day is null or t.to_day > date('now'))))
order by c.name, r.name;

create virtual table events_fts using fts5 (
  summary, company_name, region_name, regulators, quotes, tokenize = 'porter unicode61 remove_diacritics 2'
);
create virtual table documents_fts using fts5 (
  title, publisher, text, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
);
