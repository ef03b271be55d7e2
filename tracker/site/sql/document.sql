-- One document, the source that led to it, and how often it is looked at.
select d.*, s.name as source_name, w.days, w.looked, w.why, w.message
from documents d
left join sources s on s.id = d.source
left join watched w on w.document = d.id
where d.id = :document
limit 1
