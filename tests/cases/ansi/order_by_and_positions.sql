-- expect: w.a <- t.a
-- expect: w.n <- t.b
-- expect: w <- t.a (group, order)
create table w as select a, max(b) as n from t group by 1 order by 1;
