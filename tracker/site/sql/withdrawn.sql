-- An event that stood in the record once.
select w.*, c.name as company_name, r.name as region_name, a.label as action_label
from withdrawn w
join companies c on c.id = w.company
join regions r on r.id = w.region
join actions a on a.id = w.action
where w.event = :event
