-- A connection string names host and database, and nothing else of it is kept.
-- expect: t <- h.x.s.k (filter)
-- expect: t.a <- h.x.s.a
-- expect: t.b <- conn.pub.s.b
-- status: 3 partial: file or remote dataset not followed
insert into t (a) select q.a from dblink('dbname=x host=h password=SECRET', 'select a from s where k = 1') as q(a int);
insert into t (b) select q.b from dblink('conn', 'select a, b from pub.s') as q(a int, b int);
insert into t (c) select q.b from dblink('conn', 'select * from ' || x) as q(a int, b int);
