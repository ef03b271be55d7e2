-- The versions of a document, the newest first, with what each changed.
select v.*,
  (select count(*) from edits e where e.document = v.document and e.version = v.version) as edits,
  (select sum(e.words_after) from edits e where e.document = v.document and e.version = v.version) as words_in,
  (select sum(e.words_before) from edits e where e.document = v.document and e.version = v.version) as words_out
from versions v
where v.document = :document
order by v.version desc
