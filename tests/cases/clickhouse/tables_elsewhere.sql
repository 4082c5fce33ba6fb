-- expect: t.a <- h:9000.db.s.a
-- expect: t.b <- db.s.b
-- expect: t.c <- db.s.c
-- expect: t.d <- h:5432.db.s.d
-- status: 5 partial: file or remote dataset not followed
insert into t (a) select a from remote('h:9000', db.s, 'u', 'PW');
insert into t (b) select b from cluster('c', db.s);
insert into t (c) select c from clusterAllReplicas('c', 'db', 's');
insert into t (d) select d from postgresql('h:5432', 'db', 's', 'u', 'PW');
insert into t (e) select e from remote('h{1..9}', db.s);
