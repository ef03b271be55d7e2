-- What was read from a document, in the order of its newest text.
select p.*, a.label as action_label, c.name as company_name, r.name as region_name
from reports p
join actions a on a.id = p.action
join companies c on c.id = p.company
join regions r on r.id = p.region
where p.document = :document
order by p.version desc, p.start, p.id
