select t.*, a.label as action_label, null as note
from (select rowid as place, rank as score from events_fts where events_fts match escape_fts(:q) order by rank limit 40) f
join events e on e.rowid = f.place
join timeline t on t.event = e.id
join actions a on a.id = t.action
order by f.score
