-- for: users
-- title: Which platforms dropped it for good?
-- The last word of the company in each region, where that word is that it stopped for good.
select company_name, region_name, since, effective, meaning, event
from status where action = 'abandoned' and acts_in = region
order by since desc
