-- expect: m.a <- s.a
-- expect: z.a <- m.a
create table n as select a from s; alter table n rename to m; insert into z (a) select a from m;
