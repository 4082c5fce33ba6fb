-- expect: b.x <- a.x
create table a (x int); create table b (x int); alter table a switch partition 1 to b partition 2;
