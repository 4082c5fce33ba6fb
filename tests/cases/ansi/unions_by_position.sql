-- expect: v.a <- t.a, s.x
-- expect: v.b <- t.b, s.y
-- expect: v <- s.z (filter)
create view v as select a, b from t union all select x, y from s where z = 1;
