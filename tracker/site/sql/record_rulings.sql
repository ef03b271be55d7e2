-- What people ruled over events, the newest ruling first.
select k.*, e.id is not null as stands from corrections k left join events e on e.id = k.event
order by k.ruled desc, k.id desc limit 100
