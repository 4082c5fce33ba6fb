-- copy t from '/x.csv'
-- table: t <- s2 (value)
select 'copy t from ''/x.csv''' as a, $$ unload ('select 1') to 's3://b' $$ as b from s;
/* select * from dblink('c', 'select a from s') */ insert into t (a) select 'select a from z' from s2;
