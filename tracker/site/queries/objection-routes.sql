-- for: office
-- title: What ways out do companies offer, region by region?
-- For each company and region: what the record tells of objecting, opting out or consenting, newest first.
select t.region_name, t.company_name, count(*) as events, max(t.date) as newest,
  group_concat(t.date || ' ' || t.action || ': ' || t.summary, ' | ') as told
from events_fts f
join events e on e.rowid = f.rowid
join timeline t on t.event = e.id
where events_fts match 'opt OR optout OR object OR objection OR "switch off" OR setting OR consent' and t.actor = 'company'
  and (:region = '' or t.region = upper(:region))
group by t.region, t.company
order by t.region_name, newest desc, t.company_name
