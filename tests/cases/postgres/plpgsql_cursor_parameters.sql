-- A cursor's query sees its parameters, and the variables as they are when it is opened.
-- file: ddl.sql
create table keys (k int);
create table src (id int, k int);
create table a (id int);
create table b (id int);
-- file: p.sql
-- expect: a.id <- src.id
-- expect: a.id <- keys.k, src.k (filter)
-- expect: b.id <- src.id
-- expect: b.id <- src.k (filter)
-- expect: b <- src.id, src.k (condition)
create procedure p() language plpgsql as $$
declare
  v_k int;
  c no scroll cursor (p_k int) for select s.id from src s where s.k = p_k;
  v_id int;
begin
  select k.k into v_k from keys k;
  open c(v_k);
  fetch next from c into v_id;
  insert into a (id) values (v_id);
  close c;
  for r in c(p_k := 3) loop
    insert into b (id) values (r.id);
  end loop;
end $$;
