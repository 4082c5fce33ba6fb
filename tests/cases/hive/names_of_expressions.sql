create table t (id int, a int);
create table x as select id, count(*), a + 1 from t group by id, a;
create view v as select upper(a), id from t;
-- dataset: x table (id, _c1, _c2)
-- dataset: v view (_c0, id)
-- expect: v._c0 <- t.a
-- expect: v.id <- t.id
-- expect: x <- t.a, t.id (group)
-- expect: x._c2 <- t.a
-- expect: x.id <- t.id
