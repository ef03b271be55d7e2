-- What stands in each company-region pair on the day :on: the act of the company itself that counts by the rules of the
-- view status (see its line in the dictionary), else the last act of others.
-- An act of which only the month or the year is known counts from the start of it.
with standing as (
  select s.company, s.region, s.event, s.meaning, row_number() over (
    partition by s.company, s.region order by s.subject = 'training' desc) as nth
  from standings s where s.event is not null and s.from_day <= :on and (s.to_day is null or s.to_day > :on)
),
known as (
  select e.id, e.company, e.region, e.date, a.actor, row_number() over (
    partition by e.company, e.region order by a.actor = 'company', e.date desc, a.rank desc, e.id) as nth
  from events e join actions a on a.id = e.action
  where e.date is not null and e.date <= :on
    and (:company is null or e.company = :company)
    and (:region is null or e.region = :region)
),
past as (
  select k.company, k.region, coalesce(s.event, k.id) as event, s.meaning
  from known k left join standing s on s.company = k.company and s.region = k.region and s.nth = 1
  where k.nth = 1
),
active as (
  select company, count(*) as acts, max(date) as newest from known group by company
),
covered as (
  select region, count(meaning) as companies from past group by region
)
select e.id as event, p.company, c.name as company_name, p.region, r.name as region_name, e.action, a.label,
  e.date as since, e.effective, a.actor, active.acts, coalesce(covered.companies, 0) as covered, p.meaning,
  case
    when a.actor <> 'company' then 'others'
    when e.action = 'paused' then 'paused'
    when e.action = 'abandoned' then 'ended'
    when e.action in ('resumed', 'announced') and e.effective > :on then 'announced'
    when e.action in ('resumed', 'started') or e.effective is not null then 'running'
    else 'announced'
  end as state,
  case
    when a.actor <> 'company' then lower(a.label)
    when e.action = 'paused' then 'paused'
    when e.action = 'abandoned' then 'gave up'
    when e.action in ('resumed', 'announced') and e.effective > :on then 'will start'
    when e.action = 'resumed' then 'resumed'
    when e.action = 'started' or e.effective is not null then 'in effect'
    else 'announced'
  end || case
    when p.meaning like '%, but announced %' then ', new plan since'
    when p.meaning like '%, but was given an order %' then ', order since'
    else ''
  end as word
from past p
join events e on e.id = p.event
join actions a on a.id = e.action
join companies c on c.id = p.company
join regions r on r.id = p.region
join active on active.company = p.company
left join covered on covered.region = p.region
order by active.acts desc, active.newest desc, c.name, covered desc, r.name
