-- How many pages sql/sitemap.sql has.
select (select count(*) from events) + (select count(distinct company) from events)
  + (select count(distinct region) from events) + (select count(distinct regulator) from event_regulators)
  + (select count(distinct document) from reports where event is not null) as pages
