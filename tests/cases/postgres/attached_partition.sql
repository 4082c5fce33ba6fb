-- expect: a.x <- b.x
create table b (x int); create table a (x int) partition by list (x); alter table a attach partition b for values in (1); alter table a detach partition b;
