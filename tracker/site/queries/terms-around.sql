-- for: office
-- title: Did a company's own pages change around its events?
-- Pages of companies whose text changed within so many days (30 unless you give another number) of an event in which
-- the same page is a source, or whose publisher is the company.
select c.name as company, e.id as event, e.date, v.fetched as changed_on,
  cast(julianday(substr(v.fetched, 1, 10)) - julianday(e.date) as integer) as days_after, d.title, d.url
from versions v
join documents d on d.id = v.document and d.kind = 'company'
join events e on length(e.date) = 10
  and abs(julianday(substr(v.fetched, 1, 10)) - julianday(e.date)) <= cast(coalesce(nullif(:days, ''), 30) as integer)
join companies c on c.id = e.company
where v.version > 1 and (:company = '' or e.company = lower(:company))
  and (exists (select 1 from event_sources s where s.event = e.id and s.document = d.id)
    or lower(d.publisher) = lower(c.name))
order by e.date desc, v.fetched
