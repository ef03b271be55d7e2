-- for: research
-- title: The share of events with a single source
-- By what the event rests on; witnesses are the pages that tell of it.
select state, count(*) as events, sum(witnesses = 1) as single_source,
  round(100.0 * sum(witnesses = 1) / count(*), 1) as per_cent
from events group by state order by events desc
