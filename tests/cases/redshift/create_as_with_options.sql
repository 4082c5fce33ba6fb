-- expect: z.a <- s.a
-- expect: z.b <- s.b
create table z distkey (a) sortkey (b) as select a, b from s;
