-- for: users
-- title: When did anyone last look?
-- For each company: when a page about it was last fetched, its newest event, and when any source last answered.
select c.name as company, max(d.last_seen) as page_last_fetched, max(e.date) as newest_event,
  (select max(last_success) from sources) as any_source_answered, (select max(built) from builds) as record_changed
from events e
join companies c on c.id = e.company
left join event_sources s on s.event = e.id
left join documents d on d.id = s.document
where :company = '' or c.id = lower(:company)
group by c.id
order by page_last_fetched desc, newest_event desc, company
