-- expect: g <- t.id (join)
-- expect: g.id <- t.id
-- expect: g.num <- t.vals
-- expect: q.af <- t.id, t.tags, t.vals
-- expect: q.am <- t.id, t.vals
-- expect: q.t1 <- t.id, t.tags
-- expect: q.te <- t.id, t.tags
-- expect: y.id <- t.id
-- expect: y.tag <- t.tags
-- expect: z.id <- t.id
-- expect: z.k <- t.n
-- expect: z.v <- t.n
create table t (id Int32, tags Array(String), vals Array(Int32), n Nested(k String, v Int32)) engine = Memory;
create view y as select id, arrayJoin(tags) as tag from t;
create view z as select id, n.k, n.v from t array join n;
create view u as select number, number + 1 as m from numbers(10);
create view q as select arrayMap(x -> x + id, vals) as am, arrayFilter((x, y) -> y > id, tags, vals) as af, tupleElement(tuple(id, tags), 1) as te, (id, tags).1 as t1 from t;
create view g as select t.id, num from t global any left join (select id, vals as num from t) s using id;
