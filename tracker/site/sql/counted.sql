-- How many events pass the filters.
select count(*) as events, count(distinct e.company) as companies, count(distinct e.region) as regions,
  max(e.date) as newest
from events e
where (:company is null or e.company = :company)
  and (:region is null or e.region = :region)
  and (:action is null or e.action = :action)
  and (:year is null or substr(e.date, 1, 4) = :year)
  and (:regulator is null or exists (
    select 1 from event_regulators r where r.event = e.id and r.regulator = :regulator))
