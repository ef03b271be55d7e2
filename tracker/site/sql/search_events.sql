-- The ids of the events that have all the words, the best first.
select e.id
from (select rowid as place, rank from events_fts where events_fts match escape_fts(:q) order by rank limit :limit) f
join events e on e.rowid = f.place
order by f.rank
