-- What was seen in a document and not counted, and why.
select j.*, a.label as action_label, c.name as company_name
from rejections j
left join actions a on a.id = j.action
left join companies c on c.id = j.company
where j.document = :document
order by j.start, j.id
