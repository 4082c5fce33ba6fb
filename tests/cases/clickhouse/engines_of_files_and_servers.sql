-- expect: r.a <- s.a
-- table: m <- h:3306.d.t (value)
-- table: u <- "http://h/x.csv" (value)
create table f (a Int32) engine = File(CSV);
create table u (a Int32) engine = URL('http://u:pw@h/x.csv', CSV);
create table m (a Int32) engine = MySQL('h:3306', 'd', 't', 'u', 'SECRET');
create table r engine = ReplicatedMergeTree('/clickhouse/t', '{replica}') order by a as select a from s;
