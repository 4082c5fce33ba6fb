-- expect: m.a <- n.a
create table n (a int); create table m (a int); alter table m append from n;
