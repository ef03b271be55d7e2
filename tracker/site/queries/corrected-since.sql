-- for: law
-- title: Was the record changed since I cited it?
-- Give an event (its id) or a company, and the day on which you read it; each change of the record since then, and why.
select b.built, c.event, c.change, c.field, c.old, c.new, c.because, d.url as document_url,
  (select group_concat(k.ruling || ' by ' || k.who || ': ' || k.why, '; ') from corrections k where k.event = c.event) as rulings
from changes c
join builds b on b.id = c.build
left join events e on e.id = c.event
left join withdrawn w on w.event = c.event
left join documents d on d.id = c.document
where (:event = '' or c.event = :event)
  and (:company = '' or coalesce(e.company, w.company) = lower(:company))
  and b.built >= coalesce(nullif(:since, ''), '2000-01-01')
order by c.id desc
