-- for: law
-- title: Pages that changed after they were published
-- Pages of which more than one version is archived, the most often changed first.
select d.title, d.publisher, d.published, d.versions, d.first_seen, d.last_seen, d.url, d.id as document
from documents d
where d.versions > 1
order by d.versions desc, d.last_seen desc
