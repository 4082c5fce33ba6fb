-- expect: V.A <- T.A
-- expect: W <- T.B (filter)
-- expect: W.A <- T.A
-- expect: X.A <- T.A
-- expect: Y <- Q.SYM, Q.TS, T.A, T.TS (join)
-- expect: Y.A <- T.A
-- expect: Y.PX <- Q.PX
-- expect: Z.A <- T.A
-- expect: Z1.A <- T.A
-- expect: Z3 <- T.B (order)
-- expect: Z3.A <- T.A
-- expect: Z4.A <- T.A
-- expect: Z4.FIRST <- T.A
-- expect: Z6 <- T.A, T.B (filter)
-- expect: Z6 <- T.TS (order)
-- expect: Z6.A <- T.A
-- expect: Z6.B <- T.B
-- table: Z9 <- T (value)
create table t (a int, b int, ts timestamp);
create table q (sym int, ts timestamp, px int);
create view v as select a from t at (offset => -60);
create view w as select a from t before (statement => 'x') b1 where b1.b > 0;
create view x as select a from t sample (10) seed (1);
create view y as select t.a, q.px from t asof join q match_condition (t.ts >= q.ts) on t.a = q.sym;
create view z as select a from t changes (information => default) at (timestamp => '2020-01-01'::timestamp);
create view z1 as select t.a from t tablesample bernoulli (5);
create view z3 as select top 5 a from t order by b;
create view z4 as select a, $1 as first from t;
create view z6 as select a, b from t qualify sum(b) over (partition by a) > 1 order by ts limit 3;
create view z9 as select current_timestamp as ct, sysdate() as sd from t;
