-- expect: a <- a.id, b.id (filter)
-- expect: a.x <- b.y
-- expect: b <- a.id, b.id (filter)
-- expect: b.z <- a.w
update a, b set a.x = b.y, b.z = a.w where a.id = b.id;
