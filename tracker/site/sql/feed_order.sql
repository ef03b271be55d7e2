-- The ids of a slice, those that entered the record or changed last first, with the times of both.
-- The first state of the record is a build without changes: what stood in it entered then.
select x.id, coalesce(x.entered, x.date) as added, coalesce(x.altered, x.entered, x.date) as updated
from (
  select e.id, e.date, a.rank,
    coalesce((select min(b.built) from changes c join builds b on b.id = c.build
      where c.event = e.id and c.change = 'added'), (select min(built) from builds)) as entered,
    (select max(b.built) from changes c join builds b on b.id = c.build where c.event = e.id) as altered
  from events e join actions a on a.id = e.action
  where {slice}
) x
order by coalesce(x.altered, x.entered) desc, x.date desc, x.rank desc, x.id
limit :limit offset :offset
