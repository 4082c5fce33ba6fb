-- expect: t.a <- s.a
-- expect: z.a <- t.a
create table n (a int); insert into n select a from s; rename table t to o, n to t; insert into z (a) select a from t;
