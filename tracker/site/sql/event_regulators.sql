select g.* from event_regulators x join regulators g on g.id = x.regulator where x.event = :event order by g.id
