create table t (id int, a int, b varchar(10));
create view v as select concat('canary',a), concat('other',b), 'constant', /* canary */ a + 1 from t;
create table w as select * from v;
-- dataset: v view (concat('…',a), concat('…',b), '…', a + 1)
-- dataset: w table (concat('…',a), concat('…',b), '…', a + 1)
-- expect: v."a + 1" <- t.a
-- expect: v.concat('…',a) <- t.a
-- expect: v.concat('…',b) <- t.b
-- expect: w."a + 1" <- v."a + 1"
-- expect: w.'…' <- v.'…'
-- expect: w.concat('…',a) <- v.concat('…',a)
-- expect: w.concat('…',b) <- v.concat('…',b)
