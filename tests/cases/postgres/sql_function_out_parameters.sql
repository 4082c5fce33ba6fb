-- OUT parameters of a function of SQL name its columns; a call does not give them.
create table s (x int, y int, z int);
create function f(out p int, n int, out q int) language sql as $$ select x, y from s where z = n $$;
create table k (n int);
insert into t (a, b) select r.p, r.q from k, lateral f(k.n) r;
-- expect: t.a <- s.x
-- expect: t.b <- s.y
-- expect: t <- s.z (filter)
-- expect: t <- k.n (filter)
