create table t (id int, arr int[], js jsonb);
create view a as select * from generate_series(1, 3);
create view b as select * from generate_series(1, 3) as g;
create view c as select * from generate_series(1, 3) with ordinality;
create view d as select * from generate_series(1, 3) with ordinality as g(n, o);
create view e as select * from generate_series(1, 3) with ordinality as g;
create view f as select * from unnest(array[1, 2]);
create view g as select * from unnest(array[1, 2]) as e;
create view h as select t.id, e.* from t, jsonb_each(t.js) as e;
create view i as select t.id, e.* from t, jsonb_each_text(t.js) as e(kk);
create view j as select * from jsonb_array_elements('[]'::jsonb) as e;
create view k as select * from jsonb_object_keys('{}'::jsonb);
create view l as select * from regexp_split_to_table('a b', ' ') as word;
create view m as select * from json_each('{}') with ordinality;
create view n as select x.* from (t join (select 1 as k) y on true) as x(i1, i2);
create view o as select * from somebodys(1);
-- dataset: a view (generate_series)
-- dataset: b view (g)
-- dataset: c view (generate_series, ordinality)
-- dataset: d view (n, o)
-- dataset: e view (g, ordinality)
-- dataset: f view (unnest)
-- dataset: g view (e)
-- dataset: h view (id, key, value)
-- dataset: i view (id, kk, value)
-- dataset: j view (value)
-- dataset: k view (jsonb_object_keys)
-- dataset: l view (word)
-- dataset: m view (key, value, ordinality)
-- dataset: n view (i1, i2, js, k)
-- dataset: o view (…)
-- status: 16 partial: unknown columns
-- expect: h.id <- t.id
-- expect: h.key <- t.js
-- expect: h.value <- t.js
-- expect: i.id <- t.id
-- expect: i.kk <- t.js
-- expect: i.value <- t.js
-- expect: n.i1 <- t.id
-- expect: n.i2 <- t.arr
-- expect: n.js <- t.js
