-- expect: t.a <- s.a
-- status: 2 partial: unknown columns of s
create temp table x (like s); insert into x select * from s; insert into t (a) select a from x;
