-- LEAVE of the outermost block returns; of a loop, it goes on behind it.
-- construct: loops and conditions, parameters and variables
create table a (v int); create table b (v int); create table c (v int); create table w (w1 int, w2 int, w3 int);
delimiter //
create procedure p(q int)
body: begin
  declare x int; declare y int;
  if exists (select 1 from a where v = 3) then
    leave body;
  end if;
  rounds: loop
    set x = (select max(v) from a);
    if q > 3 then
      leave rounds;
    end if;
    set x = (select max(v) from b);
    iterate rounds;
    set x = (select max(v) from c);
  end loop;
  insert into w (w1) values (x);
  repeat
    set y = (select max(v) from b);
  until y > 3 end repeat;
  insert into w (w2) values (y);
end//
-- expect: w.w1 <- a.v
-- expect: w.w2 <- b.v
-- expect: w <- a.v (condition)
