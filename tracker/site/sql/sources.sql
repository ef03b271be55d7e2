select * from sources order by state in ('ok', 'unchanged'), state = 'off', name collate nocase
