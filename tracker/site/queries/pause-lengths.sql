-- for: law
-- title: Pauses by length, those still on included
-- Days from a pause to the day since when the use goes on, or was given up; a pause that nothing ended counts until today
-- (ended is 0). Dates known to the month or the year count from its first day, and the row says so.
select c.name as company, r.name as region, p.subject, p.paused, e.action as then_company, p.answered, p.ended as over_since,
  cast(julianday(coalesce(substr(p.ended || '-01-01', 1, 10), date('now')))
    - julianday(substr(p.paused || '-01-01', 1, 10)) as integer) as days,
  coalesce(substr(p.ended || '-01-01', 1, 10) <= date('now'), 0) as ended,
  length(p.paused) = 10 and coalesce(length(p.ended), 10) = 10 as exact_days, p.event, p.ended_by
from pauses p
join companies c on c.id = p.company
join regions r on r.id = p.region
left join events e on e.id = p.ended_by
where p.paused is not null
order by days desc
