-- file: ddl.sql
create table db.Events (Id UInt64, day Date) engine = MergeTree order by Id;
-- file: v.sql
-- expect: db.V.Id <- db.Events.Id
-- expect: db.V.day <- db.Events.day
create view db.V as select * from db.Events;
