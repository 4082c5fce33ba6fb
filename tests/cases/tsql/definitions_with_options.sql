-- Options of definitions: filegroups, attributes of an altered view, period columns, bodies in an assembly.
-- expect: dbo.t.a <- dbo.s.a
-- expect: dbo.t.b <- dbo.s.b
-- expect: dbo.v.a <- dbo.t.a
-- expect: dbo.w.vf <- dbo.t.vf
create table dbo.s (a int, b int);
select a, b into dbo.t on fg from dbo.s;
go
alter view dbo.v with schemabinding as select a from dbo.t;
go
alter table dbo.t add vf datetime2 generated always as row start hidden not null, vt datetime2 generated always as row end hidden not null, period for system_time (vf, vt)
select vf into dbo.w from dbo.t;
go
create procedure dbo.p @a int as external name asm.[ns.cls].m
go
create trigger dbo.tr on dbo.t after insert as external name asm.cls.m
