-- expect: d1 <- s.v (filter)
-- expect: d1.k <- s.k (value, assumed)
-- expect: d2 <- s.v (filter)
-- expect: d2.v <- s.v (value, assumed)
-- status: 1 partial: columns of d1 unknown: named by position; columns of d2 unknown: named by position
from (select k, v from s where v > 0) q
insert into table d1 select q.k
insert into table d2 select v;
