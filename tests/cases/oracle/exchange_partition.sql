-- expect: A.X <- B.X
-- expect: B.X <- A.X
create table a (x int); create table b (x int); alter table a exchange partition p with table b including indexes without validation;
