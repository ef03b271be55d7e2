-- for: research
-- title: How much rests on one language?
-- Documents by language, the events that they tell of, and those that no page in another language tells of.
select d.lang, count(distinct d.id) as documents, count(distinct r.event) as events,
  count(distinct case when not exists (select 1 from reports o join documents p on p.id = o.document
    where o.event = r.event and p.lang <> d.lang) then r.event end) as in_this_language_only
from documents d left join reports r on r.document = d.id
group by d.lang
order by documents desc, d.lang
