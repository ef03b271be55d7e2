select s.*, d.title, d.archived_url
from event_sources s left join documents d on d.id = s.document
where s.event = :event
order by s.kind <> 'regulator', s.kind <> 'company', s.published is null, s.published, s.id
