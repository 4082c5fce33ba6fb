-- expect: t.a <- s.x
-- expect: t <- s.y (filter)
insert into t (a) select q.x from s tablesample (10 percent) q where q.y > 1;
-- reads: 2 s, s.x
select q.x from s tablesample (bucket 3 out of 32 on rand()) q;
