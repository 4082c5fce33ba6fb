-- expect: x.ab <- t.s
-- expect: x.c <- t.s
-- expect: x.d <- t.s
create table t (id int, items super, s super);
create view x as select s.a.b as ab, s[0].c as c, t.s.d from t;
