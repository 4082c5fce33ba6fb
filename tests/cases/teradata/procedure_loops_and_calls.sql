-- FOR over a cursor's query; OUT values go back to the caller.
-- file: ddl.sql
create table db.src (id integer, amount integer);
create table db.tgt (id integer, amount integer);
create table db.last_one (amount integer);
-- file: low.sql
create procedure db.double_it (in p integer, out q integer)
begin
  set q = p * 2;
end;
-- file: p.sql
-- expect: db.tgt.id <- db.src.id
-- expect: db.tgt.amount <- db.src.amount
-- expect: db.tgt <- db.src.id, db.src.amount (condition)
-- expect: db.last_one.amount <- db.src.amount
create procedure db.p ()
begin
  declare v integer;
  for r as c1 cursor for
    select id, amount from db.src
  do
    call db.double_it (r.amount, v);
    insert into db.tgt (id, amount) values (:r.id, :v);
  end for;
  insert into db.last_one values (v);
end;
