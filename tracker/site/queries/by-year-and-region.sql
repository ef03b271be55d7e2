-- for: research
-- title: Events by action, year and region
-- One row for each combination that occurs; a table to pivot.
select substr(date, 1, 4) as year, region, action, count(*) as events
from events where date is not null
group by year, region, action
order by year, region, action
