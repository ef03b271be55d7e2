-- for: office
-- title: Does a challenge lead to a pause?
-- Complaints, inquiries and orders, and how many were followed within 180 days by a pause or a retreat there.
select o.action as challenge, count(*) as challenges,
  sum(exists (select 1 from events p where p.company = o.company and p.region = o.region
    and p.action in ('paused', 'abandoned') and p.date >= o.date
    and p.date <= date(substr(o.date || '-01-01', 1, 10), '+180 days'))) as followed_by_a_stop,
  round(100.0 * sum(exists (select 1 from events p where p.company = o.company and p.region = o.region
    and p.action in ('paused', 'abandoned') and p.date >= o.date
    and p.date <= date(substr(o.date || '-01-01', 1, 10), '+180 days'))) / count(*)) as per_cent
from events o
where o.action in ('complaint', 'inquiry', 'order') and length(o.date) = 10
group by o.action
order by per_cent desc
