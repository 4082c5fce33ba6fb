-- expect: o.p <- db.t.a
insert into o (p) select `a` from `db`.`t`;
-- expect: o.q <- db.t.b
prepare q from insert into o (q) select b from db.t;
