-- One event with everything that it rests on.
select e.*, c.name as company_name, r.name as region_name, a.label as action_label, a.actor, a.meaning
from events e
join companies c on c.id = e.company
join regions r on r.id = e.region
join actions a on a.id = e.action
where e.id = :event
