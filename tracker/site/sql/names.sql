-- Every name that the search knows.
select page, id, called from names
