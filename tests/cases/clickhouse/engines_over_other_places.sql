-- expect: d.a <- db.l.a
-- expect: d.b <- db.l.b
-- expect: db.l.a <- b.a
-- expect: db.l.b <- b.b
-- expect: t3.a <- k.a
-- table: f <- "https://b.s3.amazonaws.com/f.csv" (value)
-- table: k <- kafka://h:9092/topic (value)
-- table: k2 <- kafka://h:9092/t1 (value)
-- table: k2 <- kafka://h:9092/t2 (value)
create table db.l (a Int32, b Int32) engine = MergeTree order by a;
create table d as db.l engine = Distributed(c, db, l, rand());
create table b as db.l engine = Buffer(db, l, 16, 10, 100, 10000, 1000000, 10000000, 100000000);
create table f (a Int32) engine = S3('https://b.s3.amazonaws.com/f.csv', 'AKIA', 'SECRET', 'CSV');
create table k (a Int32) engine = Kafka('h:9092', 'topic', 'g', 'JSONEachRow');
create table k2 (a Int32) engine = Kafka settings kafka_broker_list = 'h:9092', kafka_topic_list = 't1,t2', kafka_group_name = 'g', kafka_format = 'CSV';
create materialized view mv to t3 as select a from k;
