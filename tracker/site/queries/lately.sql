-- for: press
-- title: The events of the last days
-- Events of the last days (7 unless you give another number), newest first.
select date, company_name, region_name, action, regulators, summary, publisher, document_url, event
from timeline
where date >= date('now', '-' || cast(coalesce(nullif(:days, ''), 7) as integer) || ' days')
order by date desc
