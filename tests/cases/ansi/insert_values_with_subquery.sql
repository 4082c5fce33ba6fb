-- expect: t.a <- s.id
-- expect: t.a <- s.code (filter)
insert into t (a, b) values ((select id from s where code = 'x'), 2);
