-- for: research
-- title: What changed in the data from one state to another?
-- Every published state that differs from the one before has a number (table builds). Give the number of the first, and
-- of the last (the newest unless you do).
select c.build, b.built, c.change, c.event, c.field, c.old, c.new, c.because
from changes c join builds b on b.id = c.build
where c.build > cast(coalesce(nullif(:first, ''), 1) as integer)
  and c.build <= cast(coalesce(nullif(:last, ''), (select max(id) from builds)) as integer)
order by c.id
