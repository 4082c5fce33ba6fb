-- What stands right of SEMI and ANTI is not there for the other clauses.
create table a (x int, k int);
create view s as select x from a semi join a b on a.k = b.k where k > 1;
create view s2 as select x from a anti join a b using (k);
create view p as select * from a positional join (select x as y from a) b;
-- expect: p.k <- a.k
-- expect: p.x <- a.x
-- expect: p.y <- a.x
-- expect: s <- a.k (filter, join)
-- expect: s.x <- a.x
-- expect: s2 <- a.k (join)
-- expect: s2.x <- a.x
