-- How many events, companies and regions a slice has, and its first and last day.
select count(*) as events, count(distinct e.company) as companies, count(distinct e.region) as regions,
  min(e.date) as oldest, max(e.date) as newest
from events e
where {slice}
