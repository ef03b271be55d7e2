-- How many events a slice has, and when the record changed last.
select count(*) as events, (select max(built) from builds) as built from events e where {slice}
