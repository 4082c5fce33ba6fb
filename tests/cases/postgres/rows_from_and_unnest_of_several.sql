-- expect: rf.a <- t.tags
-- expect: rf.b <- t.id
-- expect: un.ord <- t.tags
-- expect: un.tag <- t.tags
-- expect: v.id <- t.id
-- expect: v.num <- t.nums
-- expect: v.tag <- t.tags
create table t (id int, tags text[], nums int[]);
create view v as select id, tag, num from t, unnest(t.tags, t.nums) as u(tag, num);
create view rf as select a, b from t, rows from (unnest(t.tags), generate_series(1, t.id)) as r(a, b);
create view un as select u.ord, u.tag from t left join lateral unnest(tags) with ordinality as u(tag, ord) on true;
