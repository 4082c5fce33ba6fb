-- expect: v <- t.a (group)
-- expect: v."(a + 1)" <- t.a
-- expect: v."sum(t.b)" <- t.b
-- expect: v.a <- t.a
-- expect: v.max(b) <- t.b
-- expect: v.unnest(xs) <- t.xs
-- expect: w.m <- t.b
-- dataset: v table (count_star(), a, max(b), (a + 1), sum(t.b), unnest(xs))
create table v as select count(*), a, max(b), a + 1, sum(t.b), unnest(xs) from t group by a;
create table w as select "max(b)" as m from (select max(b) from t);
