-- for: law
-- title: Did an order stand behind each pause?
-- An order counts where it was made in the same matter at most 180 days before the pause.
select e.date, c.name as company, r.name as region,
  case when count(o.id) > 0 then 'after an order' else 'no order' end as how,
  max(o.date) as order_date, e.summary, e.id as event
from events e
join companies c on c.id = e.company
join regions r on r.id = e.region
left join events o on o.company = e.company and o.region = e.region and o.action = 'order'
  and o.date <= e.date and o.date >= date(substr(e.date || '-01-01', 1, 10), '-180 days')
where e.action = 'paused'
group by e.id
order by e.date desc
