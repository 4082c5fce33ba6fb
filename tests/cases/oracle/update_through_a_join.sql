-- The base is the table whose columns are assigned.
-- expect: A <- A.ID, B.ID (join)
-- expect: A.V <- B.V
update (select a.v as old, b.v as new from a join b on a.id = b.id) set old = new;
