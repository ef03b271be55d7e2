-- for: press
-- title: Official pages that were changed without a new page
-- Pages of regulators, courts and companies that showed another text at the same address since a day of your choice.
select v.fetched as changed_on, d.title, d.publisher, d.kind, d.published, v.version, d.versions, d.url,
  (select group_concat(distinct r.event) from reports r where r.document = d.id and r.event is not null) as events
from versions v join documents d on d.id = v.document
where v.version > 1 and d.kind in ('regulator', 'court', 'company')
  and v.fetched >= coalesce(nullif(:since, ''), '2000-01-01')
order by v.fetched desc, d.url
