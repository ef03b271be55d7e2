-- How an event has changed since it was first published, the newest change first.
select c.*, b.built, d.url as document_url, d.title from changes c
join builds b on b.id = c.build
left join documents d on d.id = c.document
where c.event = :event
order by c.id desc
