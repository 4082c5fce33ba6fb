-- expect: z.a <- s.a
create table if not exists z (primary key (a)) engine = innodb ignore as select a from s;
