-- expect: v.h <- s.id
-- expect: v.n <- s.id, s.k (condition)
-- expect: v.n <- dict.name
create view v as select dictGetOrDefault('dict', 'name', tuple(id, k), 'x') as n, dictHas('dict', id) as h from s;
