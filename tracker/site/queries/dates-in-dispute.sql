-- for: press
-- title: Events whose sources give different dates
-- Events whose documents give different dates, once vaguer forms of the same date are left out.
select e.id as event, e.date, group_concat(distinct p.date) as told_as, count(distinct d.publisher) as publishers
from events e
join reports p on p.event = e.id and p.date is not null
join documents d on d.id = p.document
where e.date is not null and substr(p.date, 1, min(length(p.date), length(e.date)))
  <> substr(e.date, 1, min(length(p.date), length(e.date)))
group by e.id
order by publishers desc, e.date desc
