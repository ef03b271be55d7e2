select * from sections where document = :document order by number
