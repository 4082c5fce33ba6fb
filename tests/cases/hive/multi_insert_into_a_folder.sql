-- expect: /tmp/out <- src.k (filter)
-- expect: /tmp/out.v <- src.v
-- expect: d2 <- src.v (filter)
-- expect: d2.k <- src.k (value, assumed)
-- status: 1 partial: columns of d2 unknown: named by position
from src
insert into table d2 select src.k where src.v > 1
insert overwrite local directory '/tmp/out' select src.v where src.k > 200;
