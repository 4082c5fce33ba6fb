create table t (a int, b int);
create table u like t;
-- dataset: u table (a, b)
