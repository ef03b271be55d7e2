-- What a person must look at, by the step where it came up.
select step, source, url, message, count(*) over () as total from problems order by id limit 30
