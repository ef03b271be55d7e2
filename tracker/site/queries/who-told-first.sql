-- for: press
-- title: Whose page was the earliest?
-- How often each publisher's page is the earliest dated one of an event.
with ranked as (
  select s.*, row_number() over (partition by s.event order by s.published, s.id) as place,
    count(*) over (partition by s.event) as pages
  from event_sources s where s.published is not null
)
select publisher, kind, sum(place = 1) as first, sum(place = 1 and pages > 1) as first_among_several, count(*) as events
from ranked
group by publisher
order by first desc, publisher
