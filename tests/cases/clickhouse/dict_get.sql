-- expect: t.n <- s.id (condition)
-- expect: t.n <- db.dict.name
insert into t (n) select dictGet('db.dict', 'name', id) from s;
