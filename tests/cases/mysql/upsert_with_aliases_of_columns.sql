-- A name of the alias list is no column of the table.
insert into t (a, b) values (1, 2) as new(m, n) on duplicate key update b = n;
