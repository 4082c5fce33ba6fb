-- expect: o.q <- t.a
-- expect: o <- t.b (filter)
insert into o (p, q) select current date, a from t where b < current timestamp - 1 day;
-- expect: o.r <- t.c
insert into o (n, r) select nextval for s.seq, c from t with ur;
-- table: o <- t (value)
insert into o (p) select current date from t;
