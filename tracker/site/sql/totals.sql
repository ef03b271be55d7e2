-- The sizes of the tables that pages speak of.
select (select count(*) from events) as events, (select count(*) from event_sources) as sources_named,
  (select count(*) from documents) as documents, (select count(*) from reports) as reports,
  (select count(*) from rejections) as rejections, (select count(*) from changes) as changes,
  (select count(*) from builds) as builds, (select count(*) from corrections) as corrections,
  (select count(*) from withdrawn) as withdrawn, (select min(built) from builds) as first_built,
  (select max(built) from builds) as last_built
