-- for: users
-- title: How do I say no, and until when?
-- What the record tells of ways to object or to opt out, with the day from which the use holds. Give a company, a region.
select t.company_name, t.region_name, t.action, t.date, t.effective as holds_from, t.summary, e.note, t.quote,
  t.document_url, t.event
from events_fts f
join events e on e.rowid = f.rowid
join timeline t on t.event = e.id
where events_fts match 'opt OR optout OR object OR objection OR refuse OR "switch off" OR setting OR consent'
  and (:company = '' or t.company = lower(:company))
  and (:region = '' or t.region in (upper(:region), (select within from regions where id = upper(:region)), 'WW'))
order by t.date desc, t.event
