-- expect: t <- s.k, t.k (filter)
alter table t on cluster c delete where k in (select k from s);
