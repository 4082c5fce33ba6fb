create table d.t (id int64, a int64, b string, day date);
create view d.any as select id, any_value(struct(a, b as bb) having max day).* from d.t group by id;
create view d.last as
select id, array_agg(struct(a, b) order by day desc limit 1)[offset(0)].* except (b) from d.t group by id;
create view d.one as select id, array_agg(struct(a, b) order by day desc limit 1)[safe_offset(0)].b from d.t group by id;
create view d.row as select id, any_value(t).* except (id), max_by(t, day).b as newest from d.t as t group by id;
create view d.win as
select id, (first_value(struct(a)) over (partition by id order by day)).a as first_a from d.t;
create view d.sub as select (select as struct t.a as x, t.b).*, array(select as struct t.a as x, t.b as y) as l from d.t;
create view d.val as select (select struct(t.a as p, t.id as q)).* from d.t;
create view d.cte as
with c as (select id, any_value(t) as s from d.t group by id) select c.id, c.s.* except (id, day), s.day as d from c;
-- dataset: d.any view (id, a, bb)
-- dataset: d.last view (id, a)
-- dataset: d.one view (id, b)
-- dataset: d.row view (id, a, b, day, newest)
-- dataset: d.win view (id, first_a)
-- dataset: d.sub view (x, b, l)
-- dataset: d.val view (p, q)
-- dataset: d.cte view (id, a, b, d)
-- expect: d.any <- d.t.id (group)
-- expect: d.any.id <- d.t.id
-- expect: d.any.a <- d.t.a
-- expect: d.any.a <- d.t.day (condition)
-- expect: d.any.bb <- d.t.b
-- expect: d.any.bb <- d.t.day (condition)
-- expect: d.last <- d.t.id (group)
-- expect: d.last.id <- d.t.id
-- expect: d.last.a <- d.t.a
-- expect: d.last.a <- d.t.day (window)
-- expect: d.one <- d.t.id (group)
-- expect: d.one.id <- d.t.id
-- expect: d.one.b <- d.t.b
-- expect: d.one.b <- d.t.day (window)
-- expect: d.row <- d.t.id (group)
-- expect: d.row.id <- d.t.id
-- expect: d.row.a <- d.t.a
-- expect: d.row.b <- d.t.b
-- expect: d.row.day <- d.t.day
-- expect: d.row.newest <- d.t.b
-- expect: d.row.newest <- d.t.day (condition)
-- expect: d.win.id <- d.t.id
-- expect: d.win.first_a <- d.t.a
-- expect: d.win.first_a <- d.t.id, d.t.day (window)
-- expect: d.sub.x <- d.t.a
-- expect: d.sub.b <- d.t.b
-- expect: d.sub.l <- d.t.a, d.t.b
-- expect: d.val.p <- d.t.a
-- expect: d.val.q <- d.t.id
-- expect: d.cte <- d.t.id (group)
-- expect: d.cte.id <- d.t.id
-- expect: d.cte.a <- d.t.a
-- expect: d.cte.b <- d.t.b
-- expect: d.cte.d <- d.t.day
