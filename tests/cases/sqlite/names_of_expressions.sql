create table t (id integer, a integer, b text);
create table u (id integer, b text);
create view e as select id, a+1, count( * ), Max(a) from t;
create view l as select 'x', null, 1.5, -a, (a), not a from t;
create view c as select case when a > 1 then 2 end, cast(a as text), (select max(id) from u) from t;
create view r as with recursive n(i) as (values(1) union all select i + 1 from n where i < 3) select i, i * 2 from n;
create view d as select distinct a || b from t;
create view s as select * from (select id, a + 1 from t);
create table k as select upper( b ), 1 from t;
-- dataset: e view (id, a+1, count( * ), max(a))
-- dataset: l view ('x', null, 1.5, -a, a, not a)
-- dataset: c view (case when a > 1 then 2 end, cast(a as text), (select max(id) from u))
-- dataset: r view (i, i * 2)
-- dataset: d view (a || b)
-- dataset: s view (id, a + 1)
-- dataset: k table (upper( b ), 1)
-- expect: c."(select max(id) from u)" <- u.id
-- expect: c."case when a > 1 then 2 end" <- t.a (condition)
-- expect: c."cast(a as text)" <- t.a
-- expect: d."a || b" <- t.a, t.b
-- expect: e.a+1 <- t.a
-- expect: e.id <- t.id
-- expect: e.max(a) <- t.a
-- expect: k."upper( b )" <- t.b
-- expect: l."not a" <- t.a
-- expect: l.-a <- t.a
-- expect: l.a <- t.a
-- expect: s."a + 1" <- t.a
-- expect: s.id <- t.id
