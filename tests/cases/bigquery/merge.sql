-- expect: d.t.a <- d.s.x
-- expect: d.t.k <- d.s.k
-- expect: d.t <- d.t.k, d.s.k (join)
merge d.t t using d.s s on t.k = s.k when matched then update set a = s.x when not matched then insert (k) values (k);
