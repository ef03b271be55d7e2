-- for: research
-- title: Statements that were read and not counted
-- Statements that were read and not counted, with the reason and the exact words.
select j.reason, j.action, j.company, j.quote, d.publisher, d.published, d.url
from rejections j join documents d on d.id = j.document
where :reason = '' or j.reason = :reason
order by j.reason, d.published desc
limit 500
