-- expect: u.b <- T.a
-- expect: u.c <- t.a
create table T (A int); insert into u (b) select a from T; insert into u (c) select a from t;
