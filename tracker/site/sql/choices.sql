-- What the filters offer: every value that some event has, with the number of its events.
select * from (
  select 'company' as filter, c.id as id, c.name as name, count(*) as events, 0 as rank
  from events e join companies c on c.id = e.company group by c.id
  union all
  select 'region', r.id, r.name, count(*), 0 from events e join regions r on r.id = e.region group by r.id
  union all
  select 'action', a.id, a.label, count(*), a.rank from events e join actions a on a.id = e.action group by a.id
  union all
  select 'regulator', g.id, g.id, count(*), 0 from event_regulators x join regulators g on g.id = x.regulator group by g.id
  union all
  select 'year', substr(date, 1, 4), substr(date, 1, 4), count(*), 0 from events where date is not null group by 2
)
order by filter, rank, case filter when 'year' then -cast(id as integer) end, name collate nocase
