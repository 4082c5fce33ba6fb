-- expect: z.x <- s.a
-- expect: z.y <- s.b
create table z (x, y) as (select a, b from s) with data unique primary index (x);
