-- Variables in SQL have a colon or none, where no column has their name.
-- file: ddl.sql
create table db.src (id integer, amount integer, k integer);
create table db.tgt (id integer, total integer);
create table db.log_t (id integer, n integer);
-- file: p.sql
-- expect: db.tgt.total <- db.src.amount
-- expect: db.tgt.total <- db.src.k (filter)
-- expect: db.log_t.n <- db.src.amount
-- expect: db.log_t.n <- db.src.k (filter)
-- expect: db.log_t <- db.src.amount, db.src.k (condition)
replace procedure db.load_total (in p_k integer, out p_n integer)
sql security invoker
main: begin
  declare v_total integer default 0;
  declare exit handler for sqlexception
  begin
    rollback;
  end;
  select sum(amount) into :v_total from db.src where k = :p_k;
  insert into db.tgt (id, total) values (:p_k, :v_total);
  if v_total > 10 then
    insert into db.log_t (id, n) values (1, v_total);
  end if;
  set p_n = v_total;
end main;
