pragma user_version = 2;
CREATE TABLE sources (
    id text primary key, state text not null, message text not null default '', last_try text not null,
    last_success text, links integer not null default 0, doubt text not null default '',
    answered integer not null default 1);
insert into sources values ('office', 'ok', '', '2026-11-08T06:00:00Z', '2026-11-08T06:00:00Z', 3, '', 1);
insert into sources values ('paper', 'broken', 'status 500', '2026-11-08T06:00:00Z', NULL, 0, '', 1);
CREATE TABLE links (
    source text not null, url text not null, item text not null, title text not null, summary text not null,
    published text, stamp text, state text not null check (state in ('pending', 'gated', 'fetched', 'failed')),
    tries integer not null default 0, message text not null default '', first_seen text not null,
    last_seen text not null, moved text, fetched text, primary key (source, url)) without rowid;
insert into links values ('office', 'http://office.example/a', '//office.example/a', 'LinkedIn pauses AI training', '', '2026-10-20', '2026-11-05', 'fetched', 0, '', '2026-11-01T06:00:00Z', '2026-11-08T06:00:00Z', '2026-11-08T06:00:00Z', '2026-11-08T06:00:00Z');
insert into links values ('office', 'http://office.example/b', '//office.example/b', 'Fine for AI training', '', '2026-10-22', '2026-10-22', 'fetched', 0, '', '2026-11-01T06:00:00Z', '2026-11-08T06:00:00Z', NULL, '2026-11-01T06:00:00Z');
insert into links values ('office', 'http://office.example/c', '//office.example/c', 'AI training on user data', '', '2026-11-04', '2026-11-04', 'failed', 5, 'status 404', '2026-11-08T06:00:00Z', '2026-11-08T06:00:00Z', NULL, NULL);
CREATE INDEX links_by_item on links (item, fetched);
CREATE INDEX links_by_state on links (source, state, message);
CREATE INDEX links_by_day on links (source, published);
CREATE INDEX links_by_look on links (source, first_seen);
CREATE INDEX links_by_move on links (source, moved);
CREATE TABLE lists (address text not null, reader text not null, digest text not null, primary key (address, reader));
insert into lists values ('http://office.example/list', '3dc2174d1715156001ccf22c18add05a528d456d42ace175563524c5324ee1f2', '05b5e91d4f3864c044f429a048ff470d1f30f395f3adb127617bfe02c1094f8a');
CREATE TABLE validators (url text not null, reader text not null, etag text, modified text, primary key (url, reader));
CREATE TABLE hosts (name text primary key, day text not null, message text not null);
CREATE TABLE runs (
    id integer primary key, command text not null, started text not null, ended text, sources_ok integer,
    sources_failed integer, fetched integer, new integer, exit_code integer);
insert into runs values (1, 'collect', '2026-11-01T06:00:00Z', '2026-11-01T06:00:00Z', 1, 1, 2, 2, 1);
insert into runs values (2, 'collect', '2026-11-08T06:00:00Z', '2026-11-08T06:00:00Z', 2, 1, 2, 0, 1);
CREATE TABLE problems (
    id integer primary key, run integer not null references runs, step text not null, source text, url text,
    message text not null);
insert into problems values (1, 1, 'fetch', 'paper', 'http://office.example/paper', 'the list: status 500');
insert into problems values (2, 2, 'fetch', 'office', 'http://office.example/c', 'status 404');
insert into problems values (3, 2, 'fetch', 'paper', 'http://office.example/paper', 'the list: status 500');
CREATE TABLE watched (
    url text primary key, source text not null, why text not null, since text not null, title text not null,
    published text, looked text, message text not null) without rowid
;
insert into watched values ('http://office.example/a', 'office', 'It gave a report.', '2026-11-08T06:00:00Z', 'LinkedIn pauses AI training', '2026-10-20', '2026-11-08T06:00:00Z', '');
insert into watched values ('http://office.example/b', 'office', 'It gave a report.', '2026-10-22', 'Fine for AI training', '2026-10-22', '2026-11-08T06:00:00Z', '');
CREATE TABLE lookups (
    url text not null, list integer not null, source text not null, thin text not null, title text not null,
    published text, state text not null default 'pending' check (state in ('pending', 'done', 'failed')), since text,
    asked text, tries integer not null default 0, message text not null default '',
    primary key (url, list)) without rowid;
CREATE TABLE captures (
    url text not null, list integer not null, stamp text not null, original text not null, digest text not null,
    length integer, state text not null default 'pending' check (state in ('pending', 'done', 'failed')),
    tries integer not null default 0, message text not null default '', primary key (url, list, stamp)) without rowid;
CREATE TABLE saves (
    url text primary key, job text, asked text, captured text, archived_url text, tries integer not null default 0,
    message text not null default '') without rowid;
CREATE TABLE rests (host text primary key, until text not null) without rowid;
