select a.*, count(e.rowid) as events from actions a left join events e on e.action = a.id group by a.id
order by a.actor <> 'company', a.rank
