-- no: x.val <- t.tags
create table t (id Int32, tags Array(String), vals Array(Int32)) engine = Memory;
create view v as select id, tag from t array join tags as tag;
create view w as select id, tags from t left array join tags;
create view x as select id, tag, val, i from t array join tags as tag, vals as val, arrayEnumerate(tags) as i;
create view y as select id, arrayJoin(tags) as tag from t;
-- expect: v.id <- t.id
-- expect: v.tag <- t.tags
-- expect: w.id <- t.id
-- expect: w.tags <- t.tags
-- expect: x.i <- t.tags
-- expect: x.id <- t.id
-- expect: x.tag <- t.tags
-- expect: x.val <- t.vals
-- expect: y.id <- t.id
-- expect: y.tag <- t.tags
