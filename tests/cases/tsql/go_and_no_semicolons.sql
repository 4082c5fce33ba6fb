-- expect: a.x <- t.x
-- expect: b.y <- s.y
insert a (x) select x from t
insert b (y) select y from s
print 'done'
go
