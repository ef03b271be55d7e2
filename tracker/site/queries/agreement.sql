-- for: research
-- title: How often is what the rules read also in the curated record?
-- By language and action: dated and undated reports that stand in an event, and the share of them whose event people
-- entered too, with the 95 per cent interval (Wilson). What people never looked at lowers the share: it is a floor.
with counted as (
  select d.lang, r.action, count(*) as n, sum(e.state = 'confirmed') as k
  from reports r join documents d on d.id = r.document join events e on e.id = r.event
  group by d.lang, r.action
)
select lang, action, n as reports, k as in_the_curated_record, round(100.0 * k / n, 1) as per_cent,
  round(100 * (1.0 * k / n + 1.9208 / n - 1.96 * sqrt((1.0 * k / n * (1 - 1.0 * k / n) + 0.9604 / n) / n)) / (1 + 3.8416 / n), 1) as low,
  round(100 * (1.0 * k / n + 1.9208 / n + 1.96 * sqrt((1.0 * k / n * (1 - 1.0 * k / n) + 0.9604 / n) / n)) / (1 + 3.8416 / n), 1) as high
from counted
order by lang, reports desc, action
