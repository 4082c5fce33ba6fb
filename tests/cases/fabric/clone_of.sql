-- expect: dbo.z.a <- dbo.t.a
create table dbo.t (a int);
create table dbo.z as clone of dbo.t at '2024-05-23T14:24:10.325';
