-- A cursor's query sees its parameters and what the variables hold when it is opened, not names declared later.
-- file: ddl.sql
create table keys (k number);
create table src (id number, k number, later number);
create table tgt (id number);
create table tgt2 (id number, later number);
-- file: p.sql
-- expect: TGT.ID <- SRC.ID
-- expect: TGT.ID <- KEYS.K (filter)
-- expect: TGT.ID <- SRC.K (filter)
-- expect: TGT2.ID <- SRC.ID
-- expect: TGT2.LATER <- SRC.LATER
-- expect: TGT2.ID <- SRC.K (filter)
-- expect: TGT2.LATER <- SRC.K (filter)
-- expect: TGT2 <- SRC.ID, SRC.K, SRC.LATER (condition)
create procedure p is
  key_ number;
  cursor c (p_k number) return src%rowtype is select id, later from src where k = p_k;
  id number;
  later number;
begin
  select k into key_ from keys;
  open c (key_);
  loop
    fetch c into id, later;
    exit when c%notfound;
    insert into tgt values (id);
  end loop;
  close c;
  for r in c (p_k => 5) loop
    insert into tgt2 (id, later) values (r.id, r.later);
  end loop;
end;
/
