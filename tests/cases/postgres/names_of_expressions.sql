create table t (id int, a int, b text, d date, arr int[], js jsonb);
create table u (c int);
create view f as select count(*), max(b), to_char(d, 'YYYY'), date_part('month', d), extract(year from d), string_agg(b, ',') from t group by d;
create view g as select a + 1 as x, -a from t;
create view c as select case when a > 1 then 2 end, nullif(a, 2), coalesce(a, 1), array[1, 2], row(1, 2) from t;
create view d as select case when a > 1 then b else upper(b) end from t;
create view e as select case when a > 1 then 2 else a end from t;
create view k as select a::text, '1'::int, '2'::numeric(10, 2), 'x'::varchar(3), upper(b)::char(3), (a + 1)::bigint from t;
create view l as select date '2020-01-01', interval '1 day', '1'::double precision, '2020-01-01'::timestamptz, true::boolean from t;
create view s as select (select max(c) from u), exists(select 1 from u) from t;
create view s2 as select (select c as named from u limit 1), array(select c from u), arr[1] from t;
create view w as select row_number() over (order by id), sum(a) over (partition by id), count(*) filter (where a > 1) from t;
create view x as select position('a' in b), substring(b from 1 for 2), trim(b), trim(leading 'x' from b), overlay(b placing 'x' from 1) from t;
create view y as select current_date, now(), current_user, localtime, d at time zone 'utc', b collate "C" from t;
create view z as select js -> 'a' as j1, js ->> 'b' from t;
create view n as select a = 1 from t union select true as named;
create view p as select percentile_cont(0.5) within group (order by a), mod(1, 2), every(a > 1), bool_and(a > 1) from t;
create table ct as select count(*), min(id) from t;
-- dataset: f view (count, max, to_char, date_part, extract, string_agg)
-- dataset: g view (x, ?column?)
-- dataset: c view (case, nullif, coalesce, array, row)
-- dataset: d view (upper)
-- dataset: e view (a)
-- dataset: k view (a, int4, numeric, varchar, upper, int8)
-- dataset: l view (date, interval, float8, timestamptz, bool)
-- dataset: s view (max, exists)
-- dataset: s2 view (named, array, arr)
-- dataset: w view (row_number, sum, count)
-- dataset: x view (position, substring, btrim, ltrim, overlay)
-- dataset: y view (current_date, now, current_user, localtime, timezone, b)
-- dataset: z view (j1, ?column?)
-- dataset: n view (?column?)
-- dataset: p view (percentile_cont, mod, every, bool_and)
-- dataset: ct table (count, min)
-- expect: c.case <- t.a (condition)
-- expect: c.coalesce <- t.a
-- expect: c.nullif <- t.a
-- expect: ct.min <- t.id
-- expect: d.upper <- t.a (condition)
-- expect: d.upper <- t.b
-- expect: e.a <- t.a (condition)
-- expect: e.a <- t.a
-- expect: f <- t.d (group)
-- expect: f.date_part <- t.d
-- expect: f.extract <- t.d
-- expect: f.max <- t.b
-- expect: f.string_agg <- t.b
-- expect: f.to_char <- t.d
-- expect: g.?column? <- t.a
-- expect: g.x <- t.a
-- expect: k.a <- t.a
-- expect: k.int8 <- t.a
-- expect: k.upper <- t.b
-- expect: n.?column? <- t.a
-- expect: p.bool_and <- t.a
-- expect: p.every <- t.a
-- expect: p.percentile_cont <- t.a
-- expect: s.max <- u.c
-- expect: s2.arr <- t.arr
-- expect: s2.array <- u.c
-- expect: s2.named <- u.c
-- expect: w.count <- t.a (condition)
-- expect: w.row_number <- t.id (window)
-- expect: w.sum <- t.a
-- expect: w.sum <- t.id (window)
-- expect: x.btrim <- t.b
-- expect: x.ltrim <- t.b
-- expect: x.overlay <- t.b
-- expect: x.position <- t.b
-- expect: x.substring <- t.b
-- expect: y.b <- t.b
-- expect: y.timezone <- t.d
-- expect: z.?column? <- t.js
-- expect: z.j1 <- t.js
-- table: l <- t (value)
