-- A column that only the list has is no column of the query.
-- expect: z.a <- s.a
create table z (b int) select a from s;
