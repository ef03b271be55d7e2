-- for: law
-- title: What rests on official pages, court papers or the company itself?
-- Events that at least one official page bears out, with the number of such pages beside those of the press.
select t.date, t.company_name, t.region_name, t.action,
  sum(s.kind = 'regulator') as regulator_pages, sum(s.kind = 'company') as company_pages,
  sum(s.kind = 'court') as court_papers, sum(s.kind not in ('regulator', 'company', 'court')) as others, t.event
from timeline t join event_sources s on s.event = t.event
group by t.event
having regulator_pages + company_pages + court_papers > 0
order by t.date desc
