-- expect: z.a <- s.a
create table z (a int, b int) select a from s;
