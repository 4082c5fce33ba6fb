-- expect: Z.A <- T.A
create table t (a int); create or replace transient table z clone t at (offset => -60*5);
