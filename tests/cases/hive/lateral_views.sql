-- expect: v <- t.tags (filter)
-- expect: v.id <- t.id
-- expect: v.k <- t.m
-- expect: v.tag <- t.tags
-- expect: w.id <- t.id
-- expect: w.tag <- t.tags
-- expect: x <- t.tags (group)
-- expect: x.word <- t.tags
create table t (id int, tags array<string>, m map<string, int>);
create view v as select id, tag, k from t lateral view explode(tags) e as tag lateral view explode(m) e2 as k, val where tag <> 'x';
create view w as select t.id, e.tag from t lateral view outer explode(t.tags) e as tag;
create view x as select u.word, count(*) as n from t lateral view explode(split(concat_ws(',', tags), ',')) u as word group by u.word;
