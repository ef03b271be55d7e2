-- for: law
-- title: What became of accusations that were dropped or lifted?
-- Each clearance with the complaints, inquiries, orders and fines that came before it in the same company and region.
select e.date as cleared, c.name as company, r.name as region, e.summary,
  group_concat(b.date || ' ' || b.action || ': ' || b.summary, ' | ') as before, e.id as event
from events e
join companies c on c.id = e.company
join regions r on r.id = e.region
left join (select * from events where action in ('complaint', 'inquiry', 'order', 'fine') order by date) b
  on b.company = e.company and b.region = e.region and b.date <= e.date
where e.action = 'cleared'
group by e.id
order by e.date desc
