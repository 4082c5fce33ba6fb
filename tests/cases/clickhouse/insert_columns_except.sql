-- table: t <- s (value)
-- status: 1 tables_only: columns of INSERT by exclusion
insert into t (* except(b)) select a from s;
