select r.id, r.name, count(e.id) as events, sum(e.action = 'paused') as pauses, min(e.date) as oldest, max(e.date) as newest
from regions r left join events e on e.region = r.id
where :id is null or r.id = :id
group by r.id
order by count(e.id) desc, r.name collate nocase
