-- expect: v <- t.a, u.a (join)
-- expect: v.a <- t.a
-- expect: v.c <- u.c
-- expect: w <- t.a, u.a (join)
-- expect: w.a <- t.a
-- expect: x <- t.a, u.a (join)
-- expect: x.a <- t.a
-- expect: z.a <- t.a
create table t (a int, b varchar(10));
create table u (a int, c int);
create view z as select sql_calc_found_rows distinct a from t;
create view v as select straight_join t.a, u.c from t straight_join u on t.a = u.a;
create view w as select t.a from t partition (p0) force index (i) join u use index (j) using (a);
create view x as select high_priority t.a from t left join (u) on t.a = u.a;
