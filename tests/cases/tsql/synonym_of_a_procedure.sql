-- A synonym may stand for a procedure or a function.
-- expect: dbo.t <- dbo.s.day (filter)
-- expect: dbo.t.a <- dbo.s.b
-- expect: dbo.u.b <- dbo.s.b
-- expect: dbo.v <- dbo.q.d (filter)
-- expect: dbo.v.c <- dbo.q.c
-- calls: 12 srv.db.dbo.p
-- writes: 13 dbo.v, dbo.v, dbo.v.c
-- calls: 13 dbo.rows_of
create synonym dbo.load for dbo.load_all;
create synonym dbo.far for srv.db.dbo.p;
create synonym dbo.tf for dbo.rows_of;
go
create procedure dbo.load_all @day int, @n int output as
insert into dbo.t (a) select b from dbo.s where day = @day;
select @n = count(*) from dbo.s;
select b from dbo.s;
go
create function dbo.rows_of (@x int) returns table as return select c from dbo.q where d = @x;
go
declare @n int;
exec dbo.load @day = 1, @n = @n output;
insert into dbo.u (b) exec dbo.load 2, @n;
exec dbo.far;
select c into dbo.v from dbo.tf(3);
