-- expect: v <- t.a (filter)
-- expect: v.a <- t.a
-- expect: v.b <- t.b
-- expect: w <- s.id, t.a (filter)
-- expect: w.a <- t.a
-- expect: w.b <- t.b
-- expect: w.id <- s.id
-- expect: x.h <- t.a
-- expect: y.n <- t.a (filter)
-- expect: y.n <- t.b
-- file: f.sql
create table t (a int, b int);
create function f() returns setof t language sql as $$ select * from t where a > 0 $$;
create function g(x int) returns setof t language plpgsql as $$ begin return query select t.* from t where a = x; end $$;
create function h() returns setof int language sql as $$ select a from t $$;
create function k(x int) returns text language plpgsql as $$ begin return (select max(b) from t where a = x); end $$;
-- file: v.sql
-- dataset: v view (a, b)
-- dataset: w view (id, a, b)
-- dataset: x view (h)
-- dataset: y view (n)
create view v as select * from f();
create view w as select s.id, r.* from s, lateral g(s.id) as r;
create view x as select * from h();
create view y as select * from k(1) as n;
