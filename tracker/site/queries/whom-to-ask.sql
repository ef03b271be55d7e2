-- for: users
-- title: Which authority is mine?
-- The authorities of a region (two letters, EU for Europe), and how often they appear in this record.
select g.id as regulator, g.name, g.region, g.url, count(x.event) as events
from regulators g left join event_regulators x on x.regulator = g.id
where :region = '' or g.region = upper(:region)
group by g.id
order by events desc, g.id
