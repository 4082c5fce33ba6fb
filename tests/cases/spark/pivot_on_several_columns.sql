-- expect: v."{java, 1}" <- t.course, t.grade (condition)
-- expect: v."{java, 1}" <- t.earnings
-- expect: v.c2 <- t.course, t.grade (condition)
-- expect: v.c2 <- t.earnings
-- expect: v.year <- t.year
-- expect: w.grade <- t.grade
-- expect: w.java <- t.course (condition)
-- expect: w.java <- t.earnings
-- expect: w.net <- t.course (condition)
-- expect: w.net <- t.earnings
-- expect: w.year <- t.year
-- expect: x.grade <- t.grade
-- expect: x.java_avg(earnings) <- t.course (condition)
-- expect: x.java_avg(earnings) <- t.earnings
-- expect: x.java_s <- t.course (condition)
-- expect: x.java_s <- t.earnings
-- expect: x.year <- t.year
-- dataset: v view (year, {java, 1}, c2)
-- dataset: w view (year, grade, java, net)
-- dataset: x view (year, grade, java_s, java_avg(earnings))
create table t (year int, course string, grade int, earnings int);
create view v as select * from t pivot (sum(earnings) for (course, grade) in (('java', 1), ('net', 2) as c2));
create view w as select * from t pivot (sum(earnings) as s for course in ('java', 'net'));
create view x as select * from t pivot (sum(earnings) as s, avg(earnings) for course in ('java'));
