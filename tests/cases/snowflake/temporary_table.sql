-- expect: T.A <- S.A
create or replace temporary table x as select a from s; insert into t (a) select a from x;
