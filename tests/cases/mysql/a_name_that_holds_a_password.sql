create table t (a int);
insert into t select a from `https://user:canary@host/x.csv`;
insert into t (a) select a from s;
load data infile '/x.csv' into table t fields terminated by ',' (a);
load label db.l (data infile('/y.csv') into table t) with broker b ('password' = 'canary');
-- status: 2 partial
-- expect: t.a <- s.a
-- table: t <- "/x.csv" (value)
-- table: t <- "/y.csv" (value)
