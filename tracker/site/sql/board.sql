-- What stands in each region for some companies on the day :on: the act of the company that counts by the rules of the
-- view status (see its line in the dictionary), else the last act of others. The companies are those of one page: by name,
-- or with :busy the busiest first.
with chosen as (
  select x.company, c.name, x.events, x.own from (
    select e.company, count(*) as events, sum(e.action in ('paused', 'resumed', 'abandoned', 'announced', 'started')) as own
    from events e where e.date <= :on group by e.company) x
  join companies c on c.id = x.company
  where not :busy or x.own
  order by case when :busy then -x.events end, c.name collate nocase
  limit :limit offset :offset
),
standing as (
  select s.company, s.region, s.event, s.meaning, row_number() over (
    partition by s.company, s.region order by s.subject = 'training' desc) as nth
  from chosen x cross join standings s on s.company = x.company
  where s.event is not null and s.from_day <= :on and (s.to_day is null or s.to_day > :on)
),
told as (
  select e.company, e.region, e.id as event, row_number() over (
    partition by e.company, e.region order by e.date desc, a.rank desc, e.id) as nth
  from chosen x cross join events e on e.company = x.company
  join actions a on a.id = e.action and a.actor = 'others'
  where e.date <= :on
),
cells as (
  select company, region, event, meaning from standing where nth = 1
  union all
  select company, region, event, null from told t where nth = 1 and not exists (
    select 1 from standing s where s.company = t.company and s.region = t.region)
)
select k.company, x.name as company_name, k.region, r.name as region_name, e.id as event, e.action, a.label, a.actor, e.region as acts_in,
  e.date as since, e.effective, e.part, k.meaning, e.subject
from chosen x cross join cells k on k.company = x.company
join events e on e.id = k.event
join actions a on a.id = e.action
join regions r on r.id = k.region
order by case when :busy then -x.events end, x.name collate nocase, r.name
