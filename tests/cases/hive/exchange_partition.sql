-- expect: a.x <- b.x
create table a (x int); create table b (x int); alter table a exchange partition (ds='1') with table b;
