-- expect: k.a <- t.x
upsert into k (a) select x from t;
-- expect: o.p <- t.a
-- expect: o <- t.id, u.id (join)
insert into o (p) [shuffle] select straight_join t.a from t join [broadcast] u on t.id = u.id;
-- expect: r.p <- t.a
create scheduled query q cron '0 * * * *' as insert into r (p) select a from t;
alter table t partition (d = '1') rename to partition (d = '2');
alter table t partition column (d string);
reload function;
