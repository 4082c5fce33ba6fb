-- expect: T.A <- X.A
-- expect: X.A <- S.A
create or replace transient table x as select a from s; insert into t (a) select a from x;
