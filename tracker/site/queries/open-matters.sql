-- for: law
-- title: Which complaints, inquiries and orders are open?
-- Open means that nothing in the record closed it: neither was it lifted, nor did it go on as an inquiry, order or fine.
select m.opened, c.name as company, r.name as region, m.action,
  (select group_concat(regulator, ', ') from event_regulators where event = m.event) as regulators, e.summary, m.event
from matters m
join events e on e.id = m.event
join companies c on c.id = m.company
join regions r on r.id = m.region
where m.closed_by is null and (:company = '' or m.company = lower(:company))
  and (:region = '' or m.region = upper(:region))
order by m.opened desc, m.event
