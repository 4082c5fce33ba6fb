-- expect: t.a <- s.y
-- expect: t.b <- s.x
insert into t by name select x as b, y as a from s;
