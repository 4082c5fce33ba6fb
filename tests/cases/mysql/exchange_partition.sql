-- expect: a.x <- b.x
-- expect: b.x <- a.x
create table a (x int); create table b (x int); alter table a exchange partition p with table b;
