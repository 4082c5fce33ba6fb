-- expect: u.a <- t.a
-- expect: w.a <- u.a
-- lines: 1 4-5
insert into u (a)
select a from t
go -- done
again:
insert into w (a)
select a from u
goto again
GO /* end */
