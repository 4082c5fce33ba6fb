-- expect: z.a <- s.a
create table z stored as orc tblproperties ('x'='y') as select a from s;
