-- expect: u.b <- t.a
create table T (A int); insert into u (b) select "A" from "T";
