-- expect: T.A <- S.A
create local temp table x as select a from s; create volatile table y as select a from x; insert into t (a) select a from y;
