-- expect: N.A <- ST.A
-- expect: ST.A <- T.A
-- expect: ST.B <- T.B
create table t (a int, b int);
create or replace stream st on table t append_only = true;
insert into n (a) select a from st;
