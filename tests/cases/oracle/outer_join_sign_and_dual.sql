-- expect: V.A <- T.A
-- expect: V.X <- S.X
-- expect: V <- T.K, S.K (filter)
create view v as select t.a, s.x, sysdate as now, rownum as rn from t, s where t.k = s.k(+);
insert into u (a) select 1 from dual;
