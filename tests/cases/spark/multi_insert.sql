-- expect: d1.k <- src.k (value, assumed)
-- expect: d2 <- src.k (filter)
-- expect: d2.v <- src.v (value, assumed)
-- status: 1 partial: columns of d1 unknown: named by position; columns of d2 unknown: named by position
from src insert into d1 select k insert into d2 select v where k = 1;
