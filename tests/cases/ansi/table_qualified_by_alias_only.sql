-- expect: v.a <- db.t.a
-- expect: v.b <- db.s.b
create view v as select x.a, s.b from db.t as x, db.s;
