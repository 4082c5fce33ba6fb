-- expect: v.id <- t.id
-- expect: v.x <- t.xs
create view v as select t.id, u.x from t cross join unnest(t.xs) with ordinality as u (x, n);
