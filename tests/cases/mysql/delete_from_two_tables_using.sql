-- expect: s <- s.k (filter)
-- expect: s <- s.id, t.id (join)
-- expect: t <- s.k (filter)
-- expect: t <- s.id, t.id (join)
delete from a, b using t as a join s as b on a.id = b.id where b.k = 1;
