-- expect: t2.a <- /d/t.a
-- table: t <- /d/t (value)
create table t using delta location '/d/t';
insert into t2 (a) select a from delta.`/d/t`;
