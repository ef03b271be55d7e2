-- How many companies the board of a day has.
select count(*) as companies from (select company from events where date <= :on group by company)
