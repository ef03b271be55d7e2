-- for: law
-- title: The whole record of one company, from first act to last
-- Give the company as it stands in its address (meta, linkedin, x). Each row has words to quote and where they stand.
select date, region_name, action, effective, regulators, summary, quote, publisher, document_url, event
from timeline
where company = lower(coalesce(nullif(:company, ''), 'linkedin'))
order by date is null, date, event
