-- expect: v.ac <- t.a
-- expect: v.bt <- t.a
-- expect: v.c <- t.b
-- expect: v.cd <- t.e
-- expect: v.co <- t.b
-- expect: v.ct <- t.j
-- expect: v.dp <- t.d
-- expect: v.dq <- t.b
-- expect: v.el <- t.a, t.arr
-- expect: v.es <- t.b
-- expect: v.i <- t.a
-- expect: v.idf <- t.a
-- expect: v.la <- t.b
-- expect: v.mi <- t.a
-- expect: v.o <- t.d, t.e
-- expect: v.ov <- t.b
-- expect: v.p <- t.j
-- expect: v.po <- t.b
-- expect: v.ro <- t.a, t.b
-- expect: v.rx <- t.b
-- expect: v.s <- t.arr
-- expect: v.su <- t.b
-- expect: v.tr <- t.b
-- expect: v.ur <- t.r
-- expect: v.x <- t.d
-- expect: v.y <- t.d
-- expect: w."A b" <- t.b
-- expect: w.order <- t.a
-- expect: w.select <- t.a
-- expect: y.a <- t.a
-- expect: z.a <- t.a
-- expect: z2 <- t.b (filter)
-- expect: z2.a <- t.a
-- expect: z3.a <- t.a
-- expect: z4 <- t.b (order)
-- expect: z4.a <- t.a
-- expect: z5 <- t.a (filter)
-- expect: z5.a <- t.a
-- expect: z6.a <- t.a
-- expect: z7.ag <- t.a
-- expect: z7.ag <- t.b (window)
-- expect: z7.ar <- t.b (filter)
-- expect: z7.ar <- t.a
-- expect: z8.x <- t.a, t.b
-- table: z10 <- t (value)
-- table: z9 <- t (value)
create table t (a int, b text, d timestamp, e date, arr int[], j jsonb, r int4range);
create view v as select d at time zone 'UTC' as x, extract(year from d) as y, interval '1 day' * a as i, cast(b as int) as c, b::varchar(10) collate "C" as co, (d, e) overlaps (e, d) as o, arr[1:2] as s, arr[a] as el, j #>> '{a,b}' as p, j @> '{}' as ct, substring(b from 1 for 2) as su, overlay(b placing 'x' from 2) as ov, position('a' in b) as po, trim(both ' ' from b) as tr, array[a, 1] as ac, row(a, b) as ro, b ~ 'x' as rx, a between 1 and 2 as bt, b like any (array['x']) as la, e'\n' || b as es, current_date - e as cd, date_part('day', d) as dp, a is distinct from 1 as idf, make_interval(days => a) as mi, $$text$$ || b as dq, u&'d' as us, upper(r) as ur from t;
create view w as select a as "select", b as "A b", a "order" from t;
create view x as select 1 as one, now() as n;
create view y as select /* a.b */ a -- , b
 from t /* where b > 1 */;
create view z as select a from only t;
create view z2 as select a from t * where b > '1';
create view z3 as select a from t tablesample system (10) repeatable (1);
create view z4 as select a from t order by b nulls last fetch first 3 rows with ties;
create view z5 as select a from t limit (select max(a) from t) offset 2;
create view z6 as select a from t for update of t skip locked;
create view z7 as select array(select a from t t2 where t2.b = t.b) as ar, array_agg(a order by b desc) as ag from t;
create view z8 as select (select t.a, t.b) is not null as x from t;
create view z9 as select user, current_user, session_user as su from t;
create view z10 as select t.ctid as c, xmin from t;
