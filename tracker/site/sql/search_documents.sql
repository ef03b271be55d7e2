-- The documents that have all the words, the best first; of very common words, the best of the first 5,000 that have them.
select d.id, d.title, d.url, d.publisher, d.kind, d.published,
  (select group_concat(distinct p.event) from reports p where p.document = d.id and p.event is not null) as events
from (select place, rank from (
  select rowid as place, rank from documents_fts where documents_fts match escape_fts(:q) limit 5000)
  order by rank limit :limit) f
join documents d on d.rowid = f.place
order by f.rank
