-- for: research
-- title: The weight of each publisher in the record
-- Events that a publisher bears out, and those that it alone does.
select s.publisher, s.kind, count(distinct s.event) as events,
  count(distinct case when e.witnesses = 1 then s.event end) as alone
from event_sources s join events e on e.id = s.event
group by s.publisher
order by events desc, s.publisher
