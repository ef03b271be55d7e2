-- Acts that were decided and take effect after today.
select e.id as event, e.effective, c.name as company_name, r.name as region_name, a.label as action_label, e.action
from events e
join companies c on c.id = e.company
join regions r on r.id = e.region
join actions a on a.id = e.action
where e.effective > :today
order by e.effective, c.name, r.name
limit 12
