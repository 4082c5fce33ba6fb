-- expect: t.b <- s.x
insert into t set a = 1, b = (select max(x) from s);
