create table t (a int, b int);
-- expect: Z.A <- T.A
-- expect: Z.B <- T.B
create table z clone t;
-- dataset: Z table (A, B)
