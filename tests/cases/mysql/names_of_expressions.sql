create table t (id int, a int, b varchar(10));
create view v as select id, a+1, count(*), 'lit', upper( b ) from t;
create view w as select distinct concat(a,b), if(a > 1, 2, 3), concat(a, 'a very long text that goes on beyond the sixty-four characters that a name may have') from t;
create table x as select max(a), null from t;
-- dataset: v view (id, a+1, count(*), lit, upper( b ))
-- dataset: w view (concat(a,b), if(a > 1, 2, 3), name_exp_3)
-- dataset: x table (max(a), null)
-- expect: v."upper( b )" <- t.b
-- expect: v.a+1 <- t.a
-- expect: v.id <- t.id
-- expect: w."if(a > 1, 2, 3)" <- t.a (condition)
-- expect: w.concat(a,b) <- t.a, t.b
-- expect: w.name_exp_3 <- t.a
-- expect: x.max(a) <- t.a
