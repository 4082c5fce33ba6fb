-- Where a routine is left early, its OUT parameters hold what they hold there.
-- construct: loops and conditions, parameters and variables
create table a (v number); create table b (v number); create table c (v number); create table w (w1 number, w2 number, w3 number);
create procedure p (q number, r out number) is
begin
  r := null;
  for i in 1 .. 3 loop
    if q = i then
      select max(v) into r from a;
      return;
    end if;
  end loop;
  select max(v) into r from b;
exception
  when no_data_found then
    insert into w (w1) values (r);
    select max(v) into r from c;
  when others then
    select max(w2) into r from w;
    raise_application_error(-20001, 'no');
end;
/
declare
  n number;
begin
  p(1, n);
  insert into w (w3) values (n);
end;
/
-- expect: W.W1 <- A.V, B.V
-- expect: W.W3 <- A.V, B.V, C.V
