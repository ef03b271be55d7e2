-- The quotes of an event, each with the document and the archived version that it stands in; regulators first.
select p.*, d.title, d.url, d.publisher, d.kind, d.published, d.lang, d.versions, d.current,
  coalesce(v.archived_url, d.archived_url) as archived_url,
  v.sha, v.fetched, v.file, v."offset", v.text
from reports p
join documents d on d.id = p.document
left join versions v on v.document = p.document and v.version = p.version
where p.event = :event
order by d.kind <> 'regulator', d.kind <> 'company', p.confidence desc, d.published, p.id
