-- for: press
-- title: Acts of each kind, quarter by quarter
-- Events known to the year only are left out, since they have no quarter.
select substr(date, 1, 4) || ' Q' || ((cast(substr(date, 6, 2) as integer) + 2) / 3) as quarter,
  sum(action = 'paused') as paused, sum(action = 'resumed') as resumed, sum(action = 'abandoned') as abandoned,
  sum(action = 'announced') as announced, sum(action = 'started') as started, sum(action = 'complaint') as complaints,
  sum(action = 'inquiry') as inquiries, sum(action = 'order') as orders, sum(action = 'fine') as fines,
  sum(action = 'cleared') as cleared, count(*) as events
from events where length(date) >= 7
group by quarter
order by quarter desc
