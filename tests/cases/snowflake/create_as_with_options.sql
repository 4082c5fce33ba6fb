-- expect: Z.A <- S.A
create or replace table z copy grants cluster by (a) as select a from s;
