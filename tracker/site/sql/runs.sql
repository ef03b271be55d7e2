select * from runs order by started desc, id desc limit 1
