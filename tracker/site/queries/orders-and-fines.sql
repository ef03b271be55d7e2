-- for: law
-- title: Orders and fines, listed by regulator
-- A matter of several regulators stands once under each; orders of courts have no regulator.
select coalesce(x.regulator, 'court or other') as regulator, e.date, e.action, c.name as company, r.name as region,
  e.subject, e.summary, e.id as event
from events e
left join event_regulators x on x.event = e.id
join companies c on c.id = e.company
join regions r on r.id = e.region
where e.action in ('order', 'fine')
order by regulator, e.date desc
