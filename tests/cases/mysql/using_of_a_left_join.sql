-- file: ddl.sql
create table a (x int, k int, j int);
create table b (j int, y int, k int);
create table o (p1 int, p2 int, p3 int, p4 int);
-- file: load.sql
-- expect: o <- a.j, a.k, b.j, b.k (join)
-- expect: o.p1 <- a.k
-- expect: o.p2 <- a.j
-- expect: o.p3 <- a.x
-- expect: o.p4 <- b.y
insert into o select * from a left join b using (j, k);
