-- The companies and regions that have a badge of their own to show.
select distinct company, region from standings where event is not null order by company, region
