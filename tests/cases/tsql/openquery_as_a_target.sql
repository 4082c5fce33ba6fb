-- What the inner query's columns are to the table behind it is not followed.
-- status: 1 tables_only: target is a remote query
-- status: 2 refused: target is a remote query
insert into openquery(srv, 'select x from db.dbo.t') select a from dbo.s;
update openquery(srv, 'select x from db.dbo.t') set x = 1;
