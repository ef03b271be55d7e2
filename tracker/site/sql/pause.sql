-- The pause that an event is, with its days so far.
select p.*, cast(julianday(coalesce(substr(p.ended || '-01-01', 1, 10), date('now')))
  - julianday(substr(p.paused || '-01-01', 1, 10)) as integer) as lasted
from pauses p where p.event = :event and p.paused is not null
