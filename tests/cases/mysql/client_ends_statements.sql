-- expect: u.a <- t.a
-- expect: w.a <- u.a
-- reads: 2 u, u.a
insert into u (a) select a from t\g
select a from u\G
source more.sql
insert into w (a) select a from u;
