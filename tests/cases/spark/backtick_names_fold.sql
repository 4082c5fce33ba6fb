-- expect: db.v.a <- db.t.a
-- no: DB.V.a <- db.t.a
create view DB.V as select `A` from DB.T;
