-- for: press
-- title: Where did a company act and no one object?
-- For each region in which a company acted: complaints, inquiries, orders and fines there.
select c.name as company, r.name as region, sum(a.actor = 'company') as acts_of_the_company,
  sum(e.action in ('complaint', 'inquiry', 'order', 'fine')) as challenges
from events e
join actions a on a.id = e.action
join companies c on c.id = e.company
join regions r on r.id = e.region
group by e.company, e.region
having acts_of_the_company > 0
order by challenges, company, region
