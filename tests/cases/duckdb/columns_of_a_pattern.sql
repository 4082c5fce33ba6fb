-- expect: s.a <- t.a
-- expect: s.b <- t.b
-- expect: u.a <- t.a
-- expect: u.ab <- t.ab
-- expect: v.a <- t.a
-- expect: v.ab <- t.ab
-- expect: w.ab <- t.ab
-- expect: w.b <- t.b
-- expect: y.b <- t.b
-- expect: z.a <- t.a
create table t (a int, b int, ab int);
create view v as select columns('a.*') from t;
create view w as select columns(* exclude (a)) from t;
create view u as select columns(c -> c like 'a%') from t;
create view y as select columns([x for x in (*) if x like 'b%']) from t;
create view z as select t.columns('^a$') from t;
create view s as select columns(['a', 'b']) from t;
