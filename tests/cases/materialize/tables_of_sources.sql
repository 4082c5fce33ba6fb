-- table: t <- s (value)
-- status: 1 partial: unknown columns of s
create table t from source s (reference x.y);
-- expect: m.a <- v.a
create materialized view m in cluster c as select a from v;
-- expect: k.a <- m.a
create sink k in cluster c from m into kafka connection kc (topic 'x') format json envelope debezium;
subscribe m;
