-- What the filters of a slice are called; a filter whose value nobody declared has no row.
select 'company' as filter, name from companies where id = :company
union all select 'region', name from regions where id = :region
union all select 'action', label from actions where id = :action
union all select 'regulator', id from regulators where id = :regulator
union all select 'year', :year where :year is not null
union all select 'q', '“' || :q || '”' where :q is not null
