-- A RIGHT JOIN is a LEFT JOIN with its sides exchanged: the right one's columns come first.
-- file: ddl.sql
create table a (x int, k int, j int);
create table b (j int, y int, k int);
create table o (p1 int, p2 int, p3 int, p4 int);
-- file: load.sql
-- expect: o <- a.j, a.k, b.j, b.k (join)
-- expect: o.p1 <- b.j
-- expect: o.p2 <- b.k
-- expect: o.p3 <- b.y
-- expect: o.p4 <- a.x
insert into o select * from a right join b using (k, j);
