-- file: 1.sql
-- expect: v.a <- t.a
create view v as select a from t;
-- file: 2.sql
-- A view is permanent: its reader hangs on it, not on what is behind it.
-- expect: w.a <- v.a
-- no: w.a <- t.a
create view w as select * from v;
