-- expect: d.q <- d.t.a (group)
-- expect: d.q._col2 <- d.t.b
-- expect: d.q.a <- d.t.a
-- dataset: d.q view (_col0, a, _col2)
-- setting: target = d.q
select count(*), a, max(b) from d.t group by a;
