-- expect: V1.I <- T.V
-- expect: V1.ID <- T.ID
-- expect: V1.KEY <- T.V
-- expect: V1.X <- T.V
-- expect: V10.ARR <- T.ARR
-- expect: V10.ID <- T.ID
-- expect: V10.NID <- T.ID
-- expect: V10.TAGS <- T.TAGS
-- expect: V10.V <- T.V
-- expect: V11.ID <- T.ID
-- expect: V12.ID <- T.ID
-- expect: V12.VALUE <- T.ARR
-- expect: V13.AC <- T.ID
-- expect: V13.O <- T.ID, T.V
-- expect: V13.OB <- T.ID
-- expect: V13.WHOLE <- T.ARR, T.ID, T.TAGS, T.V
-- expect: V14 <- T.ARR, T.ID (join)
-- expect: V14.ID <- T.ID
-- expect: V14.VALUE <- T.ARR
-- expect: V15.F <- T.ARR, T.ID
-- expect: V15.TR <- T.ARR
-- expect: V2.ID <- T.ID
-- expect: V2.SKU <- T.V
-- expect: V3.ID <- T.ID
-- expect: V3.VAL <- T.ARR
-- expect: V4.ID <- T.ID
-- expect: V4.TAG <- T.V
-- expect: V5.ID <- T.ID
-- expect: V5.PATH <- T.V
-- expect: V5.SEQ <- T.V
-- expect: V5.THIS <- T.V
-- expect: V6.C <- T.V
-- expect: V6.D <- T.V
-- expect: V6.P <- T.V
-- expect: V6.X <- T.V
-- expect: V7.ID <- T.ID
-- expect: V7.PART <- T.V
-- expect: V7.POS <- T.V
-- expect: V8.ID <- T.ID
-- expect: V8.W <- T.V
-- expect: V9.INDEX <- T.ARR
-- expect: V9.KEY <- T.ARR
-- expect: V9.PATH <- T.ARR
-- expect: V9.SEQ <- T.ARR
-- expect: V9.THIS <- T.ARR
-- expect: V9.VALUE <- T.ARR
create table t (id int, v variant, arr array, tags array);
create view v1 as select id, f.value:x::string as x, f.index as i, f.key from t, lateral flatten(input => t.v:a.b) f;
create view v2 as select id, value:sku::string as sku from t, lateral flatten(input => v:items);
create view v3 as select t.id, f.value as val from t, table(flatten(t.arr)) f;
create view v4 as select id, g.value::string as tag from t, lateral flatten(input => v:items) f, lateral flatten(input => f.value:tags, outer => true) g;
create view v5 as select id, f.path, f.seq, f.this from t, lateral flatten(input => v, recursive => true, mode => 'OBJECT') f;
create view v6 as select v:a.b[0].c::int as c, v['a']['b'] as d, t.v:x as x, get_path(v, 'a.b') as p from t;
create view v7 as select id, s.value as part, s.index as pos from t, lateral split_to_table(t.v::string, ',') s;
create view v8 as select id, c.value::string as w from t, table(split_to_table(t.v, ' ')) as c;
create view v9 as select f.* from t, lateral flatten(input => arr) f;
create view v10 as select * from t, lateral (select t.id + 1 as nid) l;
create view v11 as select seq4() as n, id from t, table(generator(rowcount => 10));
create view v12 as select id, f.value from t, lateral flatten(arr) f (seq, key, path, index, value, this);
create view v13 as select object_construct('a', id, 'b', v:x) as o, object_construct(*) as whole, array_construct(id) as ac, {'a': id} as ob from t;
create view v14 as select id, f.value from t left join lateral flatten(input => arr) f on f.index = id;
create view v15 as select filter(arr, x -> x:qty > id) as f, transform(arr, x int -> x + 1) as tr from t;
