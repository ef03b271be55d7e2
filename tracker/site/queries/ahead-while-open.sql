-- for: law
-- title: Steps ahead while a complaint or an inquiry was pending
-- Open means that nothing in the record closed it between its start and the act of the company.
select e.date, c.name as company, r.name as region, e.action, e.summary,
  o.action as open_matter, o.date as open_since, e.id as event, o.id as open_event
from events e
join events o on o.company = e.company and o.region = e.region and o.action in ('complaint', 'inquiry') and o.date < e.date
join companies c on c.id = e.company
join regions r on r.id = e.region
where e.action in ('resumed', 'started', 'announced')
  and not exists (
    select 1 from events x where x.company = e.company and x.region = e.region and x.action = 'cleared'
      and x.date >= o.date and x.date <= e.date)
order by e.date desc, o.date
