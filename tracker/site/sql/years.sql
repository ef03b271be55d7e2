-- The years in which something happened, newest first.
select substr(date, 1, 4) as year, count(*) as events from events where date is not null group by 1 order by 1 desc
