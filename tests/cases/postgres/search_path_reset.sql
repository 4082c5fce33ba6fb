-- expect: b.t.x <- b.s.x
-- expect: t.x <- s.x
-- expect: t.y <- s.y
set search_path to a;
reset search_path;
insert into t (x) select x from s;
set search_path = b;
insert into t (x) select x from s;
set search_path to default;
insert into t (y) select y from s;
