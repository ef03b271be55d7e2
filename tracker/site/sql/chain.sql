-- All events of one company in one region, oldest first.
select e.id as event, e.date, e.action, a.label as action_label, a.actor, e.summary
from events e join actions a on a.id = e.action
where e.company = :company and e.region = :region
order by e.date is null, e.date, a.rank, e.id
