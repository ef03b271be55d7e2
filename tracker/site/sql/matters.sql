-- Complaints, inquiries and orders of a company, a region or a regulator that nothing in the record has closed.
select m.event, m.company, c.name as company_name, m.region, r.name as region_name, m.action, a.label as action_label,
  m.opened, e.summary, count(*) over () as total
from matters m
join events e on e.id = m.event
join companies c on c.id = m.company
join regions r on r.id = m.region
join actions a on a.id = m.action
where {slice} and m.closed_by is null
order by m.opened desc, m.event
limit 20
