-- expect: T.A <- X.A
-- expect: X.A <- S.A
create global temporary table x (a number) on commit delete rows; insert into x select a from s; insert into t (a) select a from x;
