-- A star that is LIKE a pattern gives the columns whose names are.
create table t (a int, b int, ab int);
create view v as select * rename (a as x) from t;
create view w as select * like 'a%' from t;
create view u as select * not like 'a%' from t;
create view u2 as select * ilike 'A%' from t;
create view u3 as select * similar to 'a.' from t;
-- expect: u.b <- t.b
-- expect: u2.a <- t.a
-- expect: u2.ab <- t.ab
-- expect: u3.ab <- t.ab
-- expect: v.ab <- t.ab
-- expect: v.b <- t.b
-- expect: v.x <- t.a
-- expect: w.a <- t.a
-- expect: w.ab <- t.ab
