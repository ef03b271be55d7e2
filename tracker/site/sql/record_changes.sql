-- The changes of the record, the newest first, each with the state of the record in which it was first seen.
select c.*, b.built, d.title, e.id is not null as stands
from changes c
join builds b on b.id = c.build
left join documents d on d.id = c.document
left join events e on e.id = c.event
order by c.id desc
limit :limit offset :offset
