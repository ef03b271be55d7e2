-- for: office
-- title: Companies with news in the last year
-- One row a company: its own acts of the last 365 days, and what others did to it.
select c.name as company, sum(a.actor = 'company') as own_acts, sum(a.actor <> 'company') as acts_of_others,
  group_concat(distinct e.region) as regions, max(e.date) as newest
from events e
join actions a on a.id = e.action
join companies c on c.id = e.company
where e.date >= date('now', '-365 days')
group by c.id
order by newest desc, company
