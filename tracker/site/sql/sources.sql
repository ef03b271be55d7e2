select * from sources order by state = 'ok', state = 'off', name collate nocase
