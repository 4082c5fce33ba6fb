-- expect: v.s <- t.a, t.b
create view v as select {'a': a, 'b': {'c': b}} as s from t;
-- expect: w.n <- t.b
create view w as select [{'c': b}] as n from t;
-- construct: client variables
