-- file: ddl.sql
create table s (k int, a int);
create table t (k int, a int) using delta;
-- file: load.sql
-- expect: t.k <- s.k
-- expect: t.a <- s.a
-- expect: t <- t.k, s.k (join)
merge into t using s on t.k = s.k when matched then update set * when not matched then insert *;
