pragma user_version = 0;
CREATE TABLE companies (  -- Companies and platforms, known under the name that people use.
  id text primary key,    -- Lower case, lasting: `meta`, `linkedin`.
  name text not null,     -- As people write it.
  owner text references companies (id)  -- The company that it belongs to; empty where it stands for itself.
);
insert into companies values ('linkedin', 'LinkedIn', 'microsoft');
insert into companies values ('snap', 'Snap', NULL);
insert into companies values ('clearview', 'Clearview AI', NULL);
CREATE TABLE regions (   -- Where the people live whose data it is about.
  id text primary key,   -- ISO 3166-1 alpha-2 code of a country, EU (European Union and EEA) or WW (worldwide).
  name text not null     -- English name.
);
insert into regions values ('GB', 'United Kingdom');
CREATE TABLE regulators (  -- Public authorities; courts are not among them.
  id text primary key,     -- Its usual acronym, in capitals: `ICO`, `DPC`.
  name text not null,      -- Official name, in English where it has one.
  region text not null references regions (id),  -- Where its acts hold.
  url text                 -- Its website.
);
insert into regulators values ('ICO', 'Information Commissioner’s Office', 'GB', 'https://ico.org.uk/');
CREATE TABLE actions (   -- The ten things that companies do or that are done about them.
  id text primary key,   -- One word: `paused`, `resumed`, `order`.
  label text not null,   -- The same, as a heading.
  actor text not null check (actor in ('company', 'others')),  -- Whose act it is: the company's or that of others.
  meaning text not null, -- What counts as this action.
  rank integer not null, -- Orders the acts of one day: the highest stands at its end.
  status text            -- What holds after it, in plain words; only for acts of the company.
);
insert into actions values ('complaint', 'Complaint', 'others', 'Someone turned to a regulator or a court, or sent a formal demand to stop: complaint, cease-and-desist letter, lawsuit.', 1, NULL);
insert into actions values ('inquiry', 'Inquiry', 'others', 'A regulator opened or widened a probe, put formal questions or gave notice of what it may do.', 2, NULL);
insert into actions values ('order', 'Order', 'others', 'A regulator or court ordered or banned something with legal force, or asked a court to do so; also a settlement without money.', 3, NULL);
insert into actions values ('fine', 'Fine', 'others', 'A penalty in money, or a settlement that costs money.', 4, NULL);
insert into actions values ('cleared', 'Cleared', 'others', 'A ban was lifted, a case closed, a claim turned down, a fine annulled: the company may go ahead.', 5, NULL);
insert into actions values ('announced', 'Announced', 'company', 'The company said that it uses, will use or may use the data, or changed its terms so that it may.', 6, 'plans to train');
insert into actions values ('started', 'Started', 'company', 'The use of the data took effect where it had not been halted before.', 7, 'trains');
insert into actions values ('paused', 'Paused', 'company', 'The company stopped the use, held it back or put it off, for the time being.', 8, 'does not train for now');
insert into actions values ('resumed', 'Resumed', 'company', 'The company went ahead after a pause, or decided and said that it will.', 9, 'went ahead');
insert into actions values ('abandoned', 'Abandoned', 'company', 'The company gave the use up for good, took the clause back, or bound itself never to do it.', 10, 'does not train');
CREATE TABLE sources (  -- What the tracker reads, and how each source is doing.
  id text primary key,  -- As in the list of sources.
  name text not null,   -- Who publishes it.
  kind text not null,   -- regulator, news, company, ngo, blog or court.
  url text not null,    -- Address of its list.
  format text not null, -- How it lists what it publishes: feed, sitemap, listing or json.
  lang text not null,   -- Language of its pages, ISO 639-1.
  region text references regions (id),         -- The region it writes about or acts in, if it is one.
  regulator text references regulators (id),   -- The regulator that it is the voice of.
  licence text,         -- The licence that lets whole texts be shown here; empty: title, link, date and quotes only.
  poll integer not null,        -- Hours between two looks.
  state text not null check (state in ('ok', 'failing', 'silent', 'unreached', 'never tried', 'off')),  -- Its health.
  message text,         -- Why it is not well, in its own words where it gave any.
  last_try text,        -- When it was last asked (UTC).
  last_success text,    -- When it last answered as it should (UTC).
  newest text,          -- Date of the newest item that it has shown.
  links integer,        -- Number of links in its list when it was last read.
  note text             -- What is proven of it and what is not.
);
insert into sources values ('office', 'Office', 'regulator', 'http://office.example/list', 'json', 'en', 'GB', 'ICO', 'Open Government Licence v3.0', 24, 'ok', NULL, '2026-11-08T06:00:00Z', '2026-11-08T06:00:00Z', '2026-11-04', 3, NULL);
insert into sources values ('paper', 'Paper', 'news', 'http://office.example/paper', 'feed', 'en', NULL, NULL, NULL, 24, 'failing', 'status 500', '2026-11-08T06:00:00Z', NULL, NULL, 0, NULL);
CREATE TABLE documents (  -- Pages that were read: title, address and date; whole text only under a free licence.
  id text primary key,    -- First 12 hex digits of the SHA-256 of the address, or of the text where it has none.
  url text unique,        -- Address without tracking parameters; empty for a text that was imported without one.
  title text not null,    -- Headline.
  publisher text not null,  -- Who published it.
  kind text not null,     -- regulator, news, company, ngo, blog or court.
  lang text not null,     -- Language that the text was found to be in, ISO 639-1.
  published text,         -- Date of publication, as precise as known.
  source text references sources (id),  -- The source that led to it; empty for what was imported.
  licence text,           -- The licence under which the whole text may be shown.
  first_seen text not null,   -- When it was first archived (UTC).
  last_seen text not null,    -- When it was last archived, changed or not (UTC).
  versions integer not null   -- Number of different texts that were seen at this address.
);
insert into documents values ('7109879874bf', 'https://office.example/a', 'LinkedIn pauses AI training', 'Office', 'regulator', 'en', '2026-10-20', 'office', 'Open Government Licence v3.0', '2026-11-01T06:00:00Z', '2026-11-08T06:00:00Z', 2);
insert into documents values ('b62dc0f6cd55', 'https://office.example/b', 'Fine for AI training', 'Office', 'regulator', 'en', '2026-10-22', 'office', 'Open Government Licence v3.0', '2026-11-01T06:00:00Z', '2026-11-01T06:00:00Z', 1);
CREATE TABLE versions (   -- The different texts that one address has shown: official pages are edited in place.
  id text primary key,    -- Document and number: `0123456789ab-2`.
  document text not null references documents (id),  -- Whose text it is.
  version integer not null,  -- 1 for the oldest.
  sha text not null,      -- SHA-256 of the archived bytes.
  fetched text not null,  -- When it was fetched (UTC).
  file text not null,     -- WARC file of the archive that holds it.
  "offset" integer not null,  -- Where its record starts in that file, in bytes.
  words integer not null, -- Length of the text in words.
  text text               -- The text, where its licence allows; the quotes of reports are parts of it.
);
insert into versions values ('7109879874bf-1', '7109879874bf', 1, '896e18a06b24f11e08137179a78ea539f6d8f9b937ab4ee267cf9cebaa1fa8c6', '2026-11-01T06:00:00Z', '2026-11-01.warc.gz', 1629, 38, 'This is a page of our own making, so that a file of an old format has something in it.

LinkedIn has paused the training of its AI models on the data of users in the United Kingdom.');
insert into versions values ('7109879874bf-2', '7109879874bf', 2, 'b434193f7546edc3912e492f9875173273ef58402e0d12e5fdf0d6d71d4575aa', '2026-11-08T06:00:00Z', '2026-11-08.warc.gz', 682, 61, 'This is a page of our own making, so that a file of an old format has something in it.

Update of 5 November 2026. LinkedIn has resumed the training of its AI models on the data of users in the United Kingdom.

LinkedIn has paused the training of its AI models on the data of users in the United Kingdom.');
insert into versions values ('b62dc0f6cd55-1', 'b62dc0f6cd55', 1, '48759cd2155bea6182092faa08426ca81e9605d2efb27e5c456a4366200eac6e', '2026-11-01T06:00:00Z', '2026-11-01.warc.gz', 676, 36, 'This is a page of our own making, so that a file of an old format has something in it.

The Information Commissioner''s Office fined Clearview AI over the training of AI on photos of people.');
CREATE TABLE events (     -- Who did what, where and when: one row per company, region, action and date.
  id text primary key,    -- Readable and lasting: `meta-eu-paused-2024-06`.
  company text not null references companies (id),  -- The company that acts or is acted on.
  region text not null references regions (id),     -- Where the people live whose data it is about.
  action text not null references actions (id),     -- What was done.
  date text,              -- Day of the act or of its announcement; a month or a year if no more is known, else empty.
  effective text,         -- Day from which it holds, where that is another day.
  subject text not null check (subject in ('training', 'product')),  -- The training itself, or an AI product.
  state text not null check (state in ('curated', 'extracted', 'confirmed')),  -- Told by people, rules or both.
  summary text not null,  -- One sentence of the tracker's own.
  note text,              -- What to know before citing it, such as dates that differ.
  confidence real not null,         -- How sure it is, from 0 to 1.
  confidence_reasons text not null, -- What that rests on.
  witnesses integer not null        -- Number of sources that tell of it.
);
insert into events values ('clearview-gb-fine-2026-10', 'clearview', 'GB', 'fine', '2026-10-22', NULL, 'training', 'extracted', 'Fine or settlement of Clearview AI over AI training on personal data (United Kingdom); regulator: ICO.', NULL, 0.75, 'regulator''s own statement; 1 publisher', 1);
insert into events values ('linkedin-gb-paused-2026-11', 'linkedin', 'GB', 'paused', '2026-11-05', NULL, 'training', 'extracted', 'LinkedIn paused AI training on personal data (United Kingdom); regulator: ICO.', NULL, 0.99, 'regulator''s own statement; 1 publisher', 1);
insert into events values ('linkedin-gb-resumed-2026-11', 'linkedin', 'GB', 'resumed', '2026-11-05', NULL, 'training', 'extracted', 'LinkedIn went ahead with AI training on personal data after a pause (United Kingdom); regulator: ICO.', NULL, 0.99, 'regulator''s own statement; 1 publisher', 1);
insert into events values ('snap-gb-inquiry-2023-10', 'snap', 'GB', 'inquiry', '2023-10-06', NULL, 'training', 'curated', 'The office looked into the helper of Snap.', NULL, 0.95, 'regulator''s own statement; 1 publisher; curated record: high', 1);
CREATE TABLE event_regulators (  -- The regulators that an event's sources tie to it.
  event text not null references events (id),            -- The event.
  regulator text not null references regulators (id),    -- The regulator.
  primary key (event, regulator)
) without rowid;
insert into event_regulators values ('clearview-gb-fine-2026-10', 'ICO');
insert into event_regulators values ('linkedin-gb-paused-2026-11', 'ICO');
insert into event_regulators values ('linkedin-gb-resumed-2026-11', 'ICO');
insert into event_regulators values ('snap-gb-inquiry-2023-10', 'ICO');
CREATE TABLE event_sources (  -- Every source of an event, named by the curated record or found by reading.
  id integer primary key,     -- Within an event the lowest number is the best source.
  event text not null references events (id),  -- What it tells of.
  url text,                   -- Its address.
  publisher text not null,    -- Who published it.
  kind text not null,         -- regulator, news, company, ngo, blog or court.
  published text,             -- When it was published, as precise as known.
  document text references documents (id)      -- Its archived page, if there is one.
);
insert into event_sources values (1, 'clearview-gb-fine-2026-10', 'https://office.example/b', 'Office', 'regulator', '2026-10-22', 'b62dc0f6cd55');
insert into event_sources values (2, 'linkedin-gb-paused-2026-11', 'https://office.example/a', 'Office', 'regulator', '2026-10-20', '7109879874bf');
insert into event_sources values (3, 'linkedin-gb-resumed-2026-11', 'https://office.example/a', 'Office', 'regulator', '2026-10-20', '7109879874bf');
insert into event_sources values (4, 'snap-gb-inquiry-2023-10', 'http://office.example/curated', 'Office', 'regulator', '2023-10-06', NULL);
CREATE TABLE reports (     -- One document tells of one event, in words that can be checked.
  id integer primary key,  -- Within an event the lowest number is the best report.
  event text references events (id),  -- The event it belongs to; empty where it is not sure which.
  document text not null references documents (id),  -- Where it stands.
  version integer not null,  -- In which version of the document.
  company text not null references companies (id),   -- The company that acts or is acted on.
  region text not null references regions (id),      -- Where the people live whose data it is about.
  action text not null references actions (id),      -- What was done.
  date text,               -- When, as precise as the document tells.
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
insert into reports values (1, 'clearview-gb-fine-2026-10', 'b62dc0f6cd55', 1, 'clearview', 'GB', 'fine', '2026-10-22', NULL, 'training', 1, 'The Information Commissioner''s Office fined Clearview AI over the training of AI on photos of people.', 88, 189, 'fined', 0.75, 'ICO');
insert into reports values (2, 'linkedin-gb-paused-2026-11', '7109879874bf', 2, 'linkedin', 'GB', 'paused', '2026-11-05', NULL, 'training', 1, 'LinkedIn has paused the training of its AI models on the data of users in the United Kingdom.', 211, 304, 'paused', 0.99, 'ICO');
insert into reports values (3, 'linkedin-gb-resumed-2026-11', '7109879874bf', 2, 'linkedin', 'GB', 'resumed', '2026-11-05', NULL, 'training', 1, 'LinkedIn has resumed the training of its AI models on the data of users in the United Kingdom.', 115, 209, 'resumed', 0.99, 'ICO');
CREATE TABLE rejections (  -- Statements that were seen and not counted, and why.
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
CREATE TABLE runs (        -- Every run that asked the sources.
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
insert into runs values (1, 'collect', '2026-11-01T06:00:00Z', '2026-11-01T06:00:00Z', 1, 1, 2, 2, 1);
insert into runs values (2, 'collect', '2026-11-08T06:00:00Z', '2026-11-08T06:00:00Z', 1, 1, 1, 0, 1);
CREATE TABLE problems (    -- What a person must look at, from the last run and from reading the archive.
  id integer primary key,  -- A number.
  step text not null,      -- Where it came up: discover, fetch, read ...
  source text references sources (id),  -- The source, if it is one that is declared.
  url text,                -- The page.
  message text not null,   -- What is wrong.
  run integer references runs (id)      -- The run; empty for what came up in reading.
);
insert into problems values (1, 'fetch', 'office', 'http://office.example/c', 'status 404', 2);
insert into problems values (2, 'fetch', 'paper', 'http://office.example/paper', 'the list: status 500', 2);
CREATE TABLE dictionary (     -- What every table, view and column means.
  table_name text not null,   -- Table or view.
  column_name text,           -- Column; empty where the table or view itself is described.
  description text not null   -- What it means.
);
CREATE INDEX events_by_company on events (company, region, date);
CREATE INDEX events_by_region on events (region, date);
CREATE INDEX events_by_action on events (action, date);
CREATE INDEX events_by_date on events (date);
CREATE INDEX event_regulators_by_regulator on event_regulators (regulator);
CREATE INDEX event_sources_by_event on event_sources (event);
CREATE INDEX event_sources_by_document on event_sources (document);
CREATE INDEX reports_by_event on reports (event);
CREATE INDEX reports_by_document on reports (document);
CREATE INDEX rejections_by_document on rejections (document);
CREATE INDEX rejections_by_reason on rejections (reason);
CREATE INDEX versions_by_document on versions (document);
CREATE INDEX documents_by_published on documents (published);
CREATE INDEX documents_by_publisher on documents (publisher);
CREATE VIRTUAL TABLE events_fts using fts5 (
  summary, company_name, region_name, regulators, quotes, tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE documents_fts using fts5 (
  title, publisher, text, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE VIEW timeline as select  -- The events with all that one needs to cite them, newest first, one row each.
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
  e.state,                  -- curated, extracted or confirmed (both).
  e.summary,                -- One sentence of the tracker's own.
  q.quote,                  -- Exact words of the best report.
  w.url as document_url,    -- Address of the source of the quote; without a quote, of the best source.
  w.publisher,              -- Its publisher.
  w.published,              -- Its date.
  e.witnesses,              -- Number of sources.
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
CREATE VIEW status as with acts as (  -- Where each company stands in each region: by the last act in which it paused, resumed, abandoned or started, on training if any. What it announced counts where there is no such act, or where it came later and named a day to come from which it holds.
  select e.*, a.status, a.rank, e.action <> 'announced' or coalesce(e.effective > e.date, 0)
    or not max(e.action <> 'announced') over (partition by e.company, e.region, e.subject) as counts
  from events e join actions a on a.id = e.action where a.actor = 'company'
), own as (
  select *, row_number() over (
    partition by company, region order by subject = 'training' desc, counts desc, date desc, rank desc, id
  ) as place from acts
) select
  o.company,                -- Id of the company.
  c.name as company_name,   -- Its name.
  o.region,                 -- Id of the region.
  r.name as region_name,    -- Its name.
  o.action,                 -- The act that counts there.
  o.date as since,          -- When that was done or announced.
  o.id as event,            -- Id of the event.
  o.effective,              -- Day from which it holds, where that is another day.
  (select group_concat(regulator, ', ') from
    (select regulator from event_regulators where event = o.id order by regulator)) as regulators,  -- Their ids.
  o.state,                  -- curated, extracted or confirmed (both).
  case o.subject when 'training' then o.status else 'product ' || o.action end as meaning  -- What holds in plain words.
from own o
join companies c on c.id = o.company
join regions r on r.id = o.region
where o.place = 1
order by c.name, r.name;
