declare global temporary table session.w as (select x, y from s) definition only on commit preserve rows not logged;
insert into session.w select x, y from s;
-- expect: t.a <- s.y
insert into t (a) select y from session.w;
declare global temporary table session.v (n int) with replace;
insert into session.v select k from r;
-- expect: t.b <- r.k
insert into t (b) select n from session.v;
