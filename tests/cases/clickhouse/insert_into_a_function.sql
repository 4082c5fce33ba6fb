-- expect: "g.csv".x <- s.a
-- expect: "https://b.s3.amazonaws.com/f.csv".a <- s.a
-- expect: h.db.t.y <- s.a
insert into function s3('https://b.s3.amazonaws.com/f.csv', 'CSV') select a from s;
insert into table function file('g.csv', 'CSV') (x) select a from s;
insert into table function remote('h', db.t) (y) select a from s;
