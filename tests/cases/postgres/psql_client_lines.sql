\set ON_ERROR_STOP on
\connect other
copy t (a, b) from stdin;
1	select * from u
\.
-- expect: v.a <- t.a
create view v as select a from t;
