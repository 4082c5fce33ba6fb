-- expect: d1 <- a.id, b.id (join)
-- expect: d1.x <- a.x (value, assumed)
-- expect: d1.y <- b.y (value, assumed)
-- expect: d2 <- a.w (filter)
-- expect: d2 <- a.id, b.id (join)
-- expect: d2.z <- b.z (value, assumed)
-- status: 1 partial: columns of d1 unknown: named by position; columns of d2 unknown: named by position
from a join b on a.id = b.id
insert into table d1 select a.x, b.y
insert into table d2 select b.z where a.w > 1;
