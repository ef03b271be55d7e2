-- for: office
-- title: What will take effect soon
-- Acts that take effect within so many days (60 unless you give another number); a region narrows it.
select e.effective, c.name as company, r.name as region, e.action, e.summary, e.id as event
from events e
join companies c on c.id = e.company
join regions r on r.id = e.region
where substr(e.effective || '-01-01', 1, 10) >= date('now')
  and substr(e.effective || '-01-01', 1, 10)
    <= date('now', '+' || cast(coalesce(nullif(:days, ''), 60) as integer) || ' days')
  and (:region = '' or e.region = upper(:region))
order by e.effective, company
