-- expect: c.d.m.a <- s.a
-- expect: z.a <- c.d.m.a
create table n as select a from s; alter table n rename to c.d.m; insert into z (a) select a from c.d.m;
