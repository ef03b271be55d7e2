-- What stands in each company-region pair on the day :on: the act of the company itself that counts by the rule of the
-- view status (see its line in the dictionary), else the last act of others.
-- An act of which only the month or the year is known counts from the start of it.
with before as (
  select e.id, e.company, e.region, e.action, e.date, e.effective, e.subject, a.actor, a.label, a.rank,
    e.action <> 'announced' or coalesce(e.effective > e.date, 0) or not max(a.actor = 'company' and e.action <> 'announced')
      over (partition by e.company, e.region, e.subject) as counts
  from events e join actions a on a.id = e.action
  where e.date is not null and e.date <= :on
    and (:company is null or e.company = :company)
    and (:region is null or e.region = :region)
),
past as (
  select *, row_number() over (
    partition by company, region
    order by actor = 'company' desc, actor = 'company' and subject = 'training' desc, counts desc, date desc, rank desc, id
  ) as nth
  from before
),
active as (
  select company, count(*) as acts, max(date) as newest from past group by company
),
covered as (
  select region, count(distinct company) as companies from past where nth = 1 and actor = 'company' group by region
)
select p.id as event, p.company, c.name as company_name, p.region, r.name as region_name, p.action, p.label,
  p.date as since, p.effective, p.actor, active.acts, coalesce(covered.companies, 0) as covered,
  case
    when p.actor <> 'company' then 'others'
    when p.action = 'paused' then 'paused'
    when p.action = 'abandoned' then 'ended'
    when p.action in ('resumed', 'announced') and p.effective > :on then 'announced'
    when p.action in ('resumed', 'started') or p.effective is not null then 'running'
    else 'announced'
  end as state,
  case
    when p.actor <> 'company' then lower(p.label)
    when p.action = 'paused' then 'paused'
    when p.action = 'abandoned' then 'gave up'
    when p.action in ('resumed', 'announced') and p.effective > :on then 'will start'
    when p.action = 'resumed' then 'resumed'
    when p.action = 'started' or p.effective is not null then 'in effect'
    else 'announced'
  end as word
from past p
join companies c on c.id = p.company
join regions r on r.id = p.region
join active on active.company = p.company
left join covered on covered.region = p.region
where p.nth = 1
order by active.acts desc, active.newest desc, c.name, covered desc, r.name
