-- expect: u.b <- c.s.t.a
create table c.s.T (A int); insert into u (b) select "A" from c.s."T";
