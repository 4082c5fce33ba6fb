create table d.t (id int64, a int64, b string);
create table d.u (id int64, c int64, e string);
create view d.v as
with n as (select id, a, b from d.t), o as (select id, c, e from d.u)
select if(n.id is null, o, n).*, coalesce(n, o).id as one from n full join o using (id);
create view d.w as
select (case when t.a > 1 then struct(t.a as x) when t.a > 2 then struct(t.id) else null end).* from d.t;
create view d.r as select if(t.id is null, u, t).* replace (t.a + u.c as c) from d.t full join d.u on t.id = u.id;
create view d.p as select ifnull(t.s, t.z).* from d.unknown as t;
-- dataset: d.v view (id, c, e, one)
-- dataset: d.w view (x)
-- dataset: d.r view (id, c, e)
-- status: 6 partial: unknown columns
-- expect: d.v <- d.t.id, d.u.id (join)
-- expect: d.v.id <- d.t.id, d.u.id
-- expect: d.v.id <- d.t.id (condition)
-- expect: d.v.c <- d.t.a, d.u.c
-- expect: d.v.c <- d.t.id (condition)
-- expect: d.v.e <- d.t.b, d.u.e
-- expect: d.v.e <- d.t.id (condition)
-- expect: d.v.one <- d.t.id, d.u.id
-- expect: d.w.x <- d.t.a, d.t.id
-- expect: d.w.x <- d.t.a (condition)
-- expect: d.r <- d.t.id, d.u.id (join)
-- expect: d.r.id <- d.t.id, d.u.id
-- expect: d.r.id <- d.t.id (condition)
-- expect: d.r.c <- d.t.a, d.u.c
-- expect: d.r.e <- d.t.b, d.u.e
-- expect: d.r.e <- d.t.id (condition)
-- table: d.p <- d.unknown (value)
