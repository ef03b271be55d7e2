-- The events that an event answers, lifts, closes or leads to (forward is 1), or that do so to it (0).
select x.relation, 1 as forward, o.id as event, o.date, o.summary from chains x join events o on o.id = x.other
where x.event = :event
union all
select x.relation, 0, o.id, o.date, o.summary from chains x join events o on o.id = x.event where x.other = :event
order by 2 desc, 4, 3
