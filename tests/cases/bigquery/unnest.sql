-- expect: v.id <- t.id
-- expect: v.tag <- t.tags
create view v as select t.id, tag from t, unnest(t.tags) as tag;
