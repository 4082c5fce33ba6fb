del t;
del from t all;
modify database d as perm = 1;
comment on table t 'what it is';
-- expect: j.a <- t.a
create join index j as select a from t;
create hash index h (a) on t;
-- expect: w.v <- s.b
-- expect: w <- w.id, s.a (filter)
upd w from s set v = s.b where w.id = s.a;
