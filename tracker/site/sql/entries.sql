-- What is shown of events in a list, in the order of their ids in the JSON list :ids.
select e.id as event, e.date, e.effective, e.company, c.name as company_name, e.region, r.name as region_name,
  e.action, a.label as action_label, a.actor, e.subject, e.state, e.part, e.summary, e.note, e.witnesses, e.confidence,
  (select group_concat(regulator, ', ') from
    (select regulator from event_regulators where event = e.id order by regulator)) as regulators,
  q.quote, d.lang, w.url as document_url, w.publisher, w.published
from json_each(:ids) j
join events e on e.id = j.value
join companies c on c.id = e.company
join regions r on r.id = e.region
join actions a on a.id = e.action
left join reports q on q.id = (select min(id) from reports where event = e.id)
left join documents d on d.id = q.document
left join event_sources w on w.id = coalesce(
  (select min(id) from event_sources where event = e.id and document = q.document),
  (select min(id) from event_sources where event = e.id))
order by j.key
