select 'company' as page, id, name from companies where name like :like escape '\' or id = lower(:q)
union all
select 'region', id, name from regions where name like :like escape '\' or id = upper(:q)
union all
select 'regulator', id, name from regulators where name like :like escape '\' or id = upper(:q)
limit 12
