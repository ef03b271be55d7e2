-- What people ruled over an event.
select * from corrections where event = :event order by id
