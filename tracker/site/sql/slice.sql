-- The ids of one page of a slice, newest first; those without a date come last.
select e.id
from events e join actions a on a.id = e.action
where {slice}
order by e.date desc, a.rank desc, e.id
limit :limit offset :offset
