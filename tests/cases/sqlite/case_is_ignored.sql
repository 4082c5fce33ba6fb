-- expect: u.b <- t.a
-- expect: u.c <- t.a
create table T (A int); insert into u (b) select a from "t"; insert into u (c) select [A] from `T`;
