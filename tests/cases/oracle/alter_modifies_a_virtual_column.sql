-- A virtual column that is defined anew is not followed, and said.
-- construct: ALTER
create table t (a int, b int as (a + 1));
alter table t modify (b as (a + 2));
alter table t modify (a number(10) not null);
-- expect: T.B <- T.A
-- status: 2 partial: changed column not followed
