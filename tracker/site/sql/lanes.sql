-- The newest dated events (:events of each) of the company-region pairs that a drawing shows: the pairs with the most events
-- of the slice between the days :since and :until come first. Only pairs in which the company itself has acted, unless
-- :all is 1. `older` tells how many events of the pair are left out.
with pairs as (
  select * from (
    select e.company, e.region, count(*) as events, max(e.date) as newest
    from events e
    where {slice} and +e.date >= :since and +e.date < :until
    group by e.company, e.region
  ) p
  where :all or exists (select 1 from events o where o.company = p.company and o.region = p.region
    and o.date is not null and o.action in ('paused', 'resumed', 'abandoned', 'announced', 'started'))
  order by p.events desc, p.newest desc, p.company, p.region
  limit :lanes
),
shown as (
  select p.events, p.newest, x.*, a.label, a.actor, a.rank,
    row_number() over (partition by p.company, p.region order by x.date desc, a.rank desc, x.id desc) as nth,
    count(*) over (partition by p.company, p.region) - :events as older
  from pairs p
  cross join events x on x.company = p.company and x.region = p.region and x.date is not null and x.date < :until
  join actions a on a.id = x.action
)
select s.id as event, s.company, c.name as company_name, s.region, r.name as region_name,
  s.action, s.label as action_label, s.actor, s.date, s.effective, s.part, max(s.older, 0) as older
from shown s
join companies c on c.id = s.company
join regions r on r.id = s.region
where s.nth <= :events
order by s.events desc, s.newest desc, s.company, s.region, s.date, s.rank, s.id
