-- Dated events of the company-region pairs that a drawing shows: those with the most events since :since come first.
-- Only pairs in which the company itself has acted, unless :all is 1.
with chosen as (
  select e.id, e.company, e.region, e.action, e.date, e.effective, a.label, a.actor, a.rank
  from events e join actions a on a.id = e.action
  where e.date is not null
    and (:company is null or e.company = :company)
    and (:region is null or e.region = :region)
),
pairs as (
  select company, region, sum(date >= :since) as events, max(date) as newest
  from chosen group by company, region
  having max(date) >= :since and (:all = 1 or sum(actor = 'company') > 0)
  order by events desc, newest desc, company, region
  limit :lanes
)
select x.id as event, x.company, c.name as company_name, x.region, r.name as region_name,
  x.action, x.label as action_label, x.actor, x.date, x.effective
from pairs p
join chosen x on x.company = p.company and x.region = p.region
join companies c on c.id = x.company
join regions r on r.id = x.region
order by p.events desc, p.newest desc, x.company, x.region, x.date, x.rank, x.id
