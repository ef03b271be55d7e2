select d.id, d.title, d.url, d.publisher, d.published,
  (select group_concat(distinct p.event) from reports p where p.document = d.id and p.event is not null) as events
from (select rowid as place, rank as score from documents_fts where documents_fts match escape_fts(:q) order by rank limit 40) f
join documents d on d.rowid = f.place
order by f.score
