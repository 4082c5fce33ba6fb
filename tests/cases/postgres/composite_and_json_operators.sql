-- expect: v.city <- t.address
-- expect: v.tag <- t.doc
-- expect: v.day <- t.at
create view v as select (t.address).city, doc ->> 'tag' as tag, t.at::date as day from t;
