-- What each version of a document changed, as far as it may be shown.
select * from edits
where document = :document and (before is not null or after is not null)
order by version desc, place
limit :limit
