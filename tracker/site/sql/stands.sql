-- Where companies stand on the day :on: one company in each of its regions, or every company in one region, by the act
-- that holds there (of the region itself, of EU for its countries, or worldwide).
with wide as (
  select id, 1 as breadth from regions where id = :region
  union all select within, 2 from regions where id = :region and within is not null
  union all select 'WW', 3 where :region is not null and :region <> 'WW'
),
held as (
  select s.*, 1 as breadth from standings s where :company is not null and s.company = :company
  union all
  select s.*, w.breadth from wide w cross join standings s on s.region = w.id where :company is null
),
best as (
  select h.*, row_number() over (
    partition by h.company, case when :company is null then '' else h.region end
    order by h.breadth, h.event is null, h.subject = 'training' desc) as nth
  from held h where h.from_day <= :on and (h.to_day is null or h.to_day > :on)
)
select b.company, c.name as company_name, b.region, r.name as region_name, b.breadth, b.meaning, b.subject,
  b.announced, e.id as event, e.action, a.label, 'company' as actor, e.date as since, e.effective, e.part, e.region as acts_in,
  o.name as acts_in_name,
  (select group_concat(regulator, ', ') from
    (select regulator from event_regulators where event = e.id order by regulator)) as regulators,
  (select count(*) from matters m where m.company = b.company and m.region in (coalesce(:region, b.region), r.within)
    and m.opened <= :on and (m.closed is null or m.closed > :on)) as open
from best b
join companies c on c.id = b.company
join regions r on r.id = coalesce(:region, b.region)
left join events e on e.id = b.event
left join actions a on a.id = e.action
left join regions o on o.id = e.region
where b.nth = 1
order by b.event is null, b.breadth = 3, c.name collate nocase, e.date desc, r.name
