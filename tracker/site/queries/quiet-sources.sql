-- for: office
-- title: Sources that are ill, silent or out of reach
-- Every source that is not well, with its own message and its last good day.
select name, kind, state, message, last_success, last_try, newest, url
from sources where state not in ('ok', 'off')
order by state, name
