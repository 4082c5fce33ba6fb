-- Whether they are matched by name or by position is not said.
-- expect: t <- s.id, t.id (join)
-- status: 2 partial: MERGE without columns
create table t (id int, v int);
merge into t using s using (id) when matched then update when not matched then insert;
