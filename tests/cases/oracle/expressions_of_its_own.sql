-- expect: V <- T.A, U.A, U.C (filter)
-- expect: V.A <- T.A
-- expect: V.C <- U.C
-- expect: W.A <- T.A
-- expect: W.CA <- T.B
-- expect: W.CC <- T.A, T.B
-- expect: W.I <- T.D
-- expect: W.TR <- T.D
-- expect: W.X <- T.B
-- expect: W.Y <- T.D
-- expect: X <- T.A (filter)
-- expect: X.A <- T.A
-- expect: X.B <- T.B
-- expect: X.D <- T.D
-- expect: X.RID <- T.RID
-- expect: Y.A <- T.A
-- expect: Y.B <- T.B
-- expect: Y.D <- T.D
-- expect: Y.RID <- T.RID
-- expect: Z.A <- T.A
-- expect: Z2.CUR <- T.A, U.A (filter)
-- expect: Z2.CUR <- U.C
-- expect: Z2.MS <- U.C
-- expect: Z3.A <- T.A
-- expect: Z3.B <- T.B
-- expect: Z3.D <- T.D
-- expect: Z3.RID <- T.RID
-- expect: Z4.A <- T.A
-- expect: Z4.B <- T.B
-- expect: Z4.D <- T.D
-- expect: Z4.RID <- T.RID
-- expect: Z5.A <- T@REMOTE.A
-- expect: Z6.MS <- T.A, U.A (filter)
-- expect: Z6.MS <- U.C
-- expect: Z7."quoted name" <- T.B
-- expect: Z7.lower <- T.A
-- expect: Z8.A <- T.A
create table t (a number, b varchar2(10), d date, rid number);
create table u (a number, c number);
create view v as select /*+ parallel(t 4) */ t.a, u.c from t, u where t.a = u.a(+) and u.c(+) > 1 and rownum < 10;
create view w as select a, q'[it's]' || b as x, n'x' as n, date '2020-01-01' as l, d + interval '1' day as i, extract(year from d) as y, :bind as bi, level as lv, rowid as ri, sysdate as sd, trunc(d, 'MM') as tr, a || b as cc, cast(b as number default 0 on conversion error) as ca from t;
create view x as select * from t partition (p1) as of timestamp sysdate where a > 0;
create view y as select * from t sample (10);
create view z as select a from t fetch first 5 rows only;
create view z2 as select cursor(select c from u where u.a = t.a) as cur, multiset(select c from u) as ms from t;
create view z3 as select t.*, t.rowid as r from t;
create view z4 as select * from (t);
create view z5 as select a from t@remote;
create view z6 as select cast(multiset(select c from u where u.a = t.a) as num_list) as ms from t;
create view z7 as select b "quoted name", a as "lower" from t;
create view z8 as select seq.nextval as nv, seq.currval as cv, a from t;
