-- The events that pass the filters, newest first; those without a date come last.
select t.*, a.label as action_label, e.note
from timeline t
join actions a on a.id = t.action
join events e on e.id = t.event
where (:company is null or t.company = :company)
  and (:region is null or t.region = :region)
  and (:action is null or t.action = :action)
  and (:year is null or substr(t.date, 1, 4) = :year)
  and (:regulator is null or exists (
    select 1 from event_regulators r where r.event = t.event and r.regulator = :regulator))
order by t.date is null, t.date desc, a.rank desc, t.event
limit :limit offset :offset
