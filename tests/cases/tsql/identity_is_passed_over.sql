-- An INSERT without a column list passes over identity and computed columns.
-- expect: dbo.t <- dbo.s.a, dbo.t.a (join)
-- expect: dbo.t.a <- dbo.s.a, dbo.s.b
-- expect: dbo.t.b <- dbo.s.a, dbo.s.b
-- expect: dbo.t.total <- dbo.t.a, dbo.t.b
create table dbo.s (a int, b int);
create table dbo.t (id int identity(1, 1) not null primary key, a int, total as (a + b) persisted, b int);
insert into dbo.t select a, b from dbo.s;
merge dbo.t using dbo.s on t.a = s.a when not matched then insert values (s.b, s.a);
-- no: dbo.t.id <- dbo.s.a
