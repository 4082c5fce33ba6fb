-- expect: x.k <- a.k
-- expect: y.i <- a.items
-- expect: y.k <- a.k
-- expect: s9.p <- a.x
-- expect: s9.q <- a.k
-- dataset: s9 view (p, q)
-- dataset: x view (k, …)
-- status: 3 partial: columns of a generator without names; unknown columns
create table a (x int, k int, items struct(p int)[]);
create view s9 as select unnest({'p': x, 'q': k}) from a;
create view x as select k, unnest(items, recursive := true) from a;
create view y as select k, unnest(items) as i from a;
