-- expect: v <- t.a, t.b (filter)
-- expect: v.a <- t.b
-- expect: v.c <- t.a, t.b
-- dataset: v view (a, c)
create table t (a int, b int);
create view v as from t |> extend a + b as c |> set a = b |> as x |> where x.c = 2 |> drop b;
