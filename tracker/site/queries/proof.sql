-- for: users
-- title: Show me the proof
-- Every quote of an event with its page, and the page as it was archived (SHA-256 of its bytes). Give an event or a company.
select e.id as event, r.quote, d.publisher, d.title, d.published, d.url, r.version, v.fetched, v.sha, v.file, v."offset"
from reports r
join events e on e.id = r.event
join documents d on d.id = r.document
left join versions v on v.document = r.document and v.version = r.version
where (:event = '' or e.id = :event) and (:company = '' or e.company = lower(:company))
order by e.date desc, e.id, r.id
limit 500
