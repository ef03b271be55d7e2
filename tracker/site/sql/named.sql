-- What the things in the JSON list :found (rows of [page, id]) are called, with the number of their events.
select j.page, j.id, coalesce(c.name, r.name, g.name) as name,
  case j.page
    when 'company' then (select count(*) from events where company = j.id)
    when 'region' then (select count(*) from events where region = j.id)
    else (select count(*) from event_regulators where regulator = j.id)
  end as events
from (select value ->> 0 as page, value ->> 1 as id from json_each(:found)) j
left join companies c on j.page = 'company' and c.id = j.id
left join regions r on j.page = 'region' and r.id = j.id
left join regulators g on j.page = 'regulator' and g.id = j.id
