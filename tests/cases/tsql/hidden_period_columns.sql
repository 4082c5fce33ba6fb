-- expect: dbo.v.a <- dbo.t.a
-- expect: dbo.v.e <- dbo.t.e
-- dataset: dbo.v view (a, e)
create table dbo.t (a int primary key, s datetime2 generated always as row start hidden not null,
  e datetime2 generated always as row end not null, period for system_time (s, e)) with (system_versioning = on);
create view dbo.v as select * from dbo.t;
