-- for: press
-- title: Events that mention certain words
-- Events whose summary, names or quotes have all the words; put a phrase in double quotes.
select t.date, t.company_name, t.region_name, t.action, t.summary, t.quote, t.document_url, t.event
from events_fts f
join events e on e.rowid = f.rowid
join timeline t on t.event = e.id
where events_fts match escape_fts(coalesce(nullif(:words, ''), 'training'))
order by f.rank
limit 200
