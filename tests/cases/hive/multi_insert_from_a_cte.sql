-- expect: a.x <- src.x (value, assumed)
-- expect: a <- src.y (filter)
-- expect: b.y <- src.y (value, assumed)
-- status: 1 partial: columns of a unknown: named by position; columns of b unknown: named by position
with q as (select x, y from src) from q insert overwrite table a select x where y > 1 insert overwrite table b select y;
-- expect: c.x <- src.x (value, assumed)
-- status: 2 partial: columns of c unknown: named by position
with q as (select x, y from src) from q insert into table c select x;
