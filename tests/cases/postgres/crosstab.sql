-- status: 2 partial: query in a text
create table t (k text, c text, v int);
create view v as select * from crosstab('select k, c, v from t order by 1, 2') as ct (k text, a int, b int);
