-- no: z.n <- t.s
create table t (id int, s string);
create view z as select stack(2, id, s, id + 1, s) as (n, txt) from t;
create view z2 as select id, n, txt from t lateral view stack(2, 'a', id, 'b', id * 2) st as n, txt;
-- expect: z.n <- t.id
-- expect: z.txt <- t.s
-- expect: z2.id <- t.id
-- expect: z2.txt <- t.id
