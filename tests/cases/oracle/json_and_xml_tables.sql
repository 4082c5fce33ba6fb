-- expect: D.AB <- T.DOC
-- expect: D.CL <- T.X
-- expect: D.X <- T.DOC
-- expect: Q <- T.ID (filter)
-- expect: Q.ID <- T.ID
-- expect: Q.M <- T.ID
-- expect: R <- T.ID (filter)
-- expect: R.ID <- T.ID
-- expect: R.M <- T.ID
-- expect: V.A <- T.DOC
-- expect: V.B <- T.DOC
-- expect: V.ID <- T.ID
-- expect: V.N <- T.DOC
-- expect: W.ID <- T.ID
-- expect: W.P <- T.X
-- expect: W.Q <- T.X
-- expect: Y.C <- T.NT
-- expect: Y.ID <- T.ID
-- expect: Z.COLUMN_VALUE <- T.ID
-- expect: Z.ID <- T.ID
create table t (id number, doc clob, x xmltype, nt num_list);
create view v as select t.id, j.a, j.b, j.n from t, json_table(t.doc, '$' columns (a number path '$.a', b varchar2(10) path '$.b', nested path '$.c[*]' columns (n number path '$'))) j;
create view w as select t.id, xt.p, xt.q from t, xmltable('/r/p' passing t.x columns p number path '@p', q varchar2(10) path 'q') xt;
create view y as select t.id, n.column_value as c from t, table(t.nt) n;
create view z as select id, column_value from t cross join table(pkg.fn(t.id));
create view q as select t.id, s.m from t cross apply (select max(id) as m from t t2 where t2.id < t.id) s;
create view r as select t.id, s.m from t outer apply (select max(id) as m from t t2 where t2.id < t.id) s;
create view d as select t.doc.a.b as ab, json_value(doc, '$.x') as x, t.x.getclobval() as cl from t t;
