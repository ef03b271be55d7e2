-- for: law
-- title: Steps ahead while a complaint or an inquiry was pending
-- Open means that nothing in the record closed it between its start and the act of the company.
select e.date, c.name as company, r.name as region, e.action, e.summary,
  m.action as open_matter, m.opened as open_since, e.id as event, m.event as open_event
from events e
join matters m on m.company = e.company and m.region = e.region and m.action in ('complaint', 'inquiry')
  and m.opened < e.date and (m.closed is null or m.closed > e.date)
join companies c on c.id = e.company
join regions r on r.id = e.region
where e.action in ('resumed', 'started', 'announced')
order by e.date desc, m.opened
