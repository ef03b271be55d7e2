select table_name, column_name, description from dictionary order by table_name, column_name is not null, rowid
