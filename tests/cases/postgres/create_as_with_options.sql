-- expect: z.a <- s.a
create unlogged table if not exists z using heap with (fillfactor = 70) tablespace ts as select a from s;
