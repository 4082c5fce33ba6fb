-- Where GOTO leads forward, the label is reached by every way.
-- construct: loops and conditions
create table a (v number); create table b (v number); create table w (w1 number, w2 number);
create procedure p (q number) is
  x number;
begin
  select max(v) into x from a;
  if q = 1 then
    goto done;
  end if;
  select max(v) into x from b;
  insert into w (w1) values (x);
  <<done>>
  insert into w (w2) values (x);
end;
/
-- expect: W.W1 <- B.V
-- expect: W.W2 <- A.V, B.V
