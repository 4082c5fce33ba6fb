-- Where GOTO leads forward, the label is reached by every way; the condition of the jump decides about what it passes.
-- One that leads back is not followed, and said.
-- construct: loops and conditions
create table a (v int); create table b (v int); create table c (v int); create table t (v int); create table w (w1 int, w2 int);
go
create procedure p @q int as
declare @x int = (select max(v) from a)
if @q = 1
begin
  set @x = (select max(v) from b)
  goto failed
end
if exists (select 1 from c where v = 3) goto failed
insert into t (v) values (@x)
set @x = (select max(v) from c)
insert into w (w1) values (@x)
return 0
failed:
insert into w (w2) values (@x)
again:
if @q = 2 goto again
-- expect: t.v <- a.v
-- expect: t <- c.v (condition)
-- expect: w.w1 <- c.v
-- expect: w <- c.v (condition)
-- expect: w.w2 <- a.v, b.v
-- status: 16 partial: GOTO not followed
