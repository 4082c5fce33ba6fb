-- expect: m.a <- s.a
-- expect: z.a <- m.a
create table n engine = Memory as select a from s; rename table if exists n to m on cluster c; insert into z (a) select a from m;
