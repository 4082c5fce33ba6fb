-- expect: v.id <- t.id
-- expect: v.tag <- t.tags
create view v as select id, tag from t lateral view explode(tags) e as tag;
