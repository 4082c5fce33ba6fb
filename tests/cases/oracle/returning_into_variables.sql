-- RETURNING gives columns of the written table to variables.
-- file: ddl.sql
create table seq_t (id number, name varchar2(9));
create table log (id number, name varchar2(9));
create table old_names (name varchar2(9));
-- file: p.sql
-- expect: LOG.ID <- SEQ_T.ID
-- expect: LOG.NAME <- SEQ_T.NAME
-- expect: LOG.NAME <- SEQ_T.ID (filter)
-- expect: OLD_NAMES.NAME <- SEQ_T.NAME
-- expect: OLD_NAMES.NAME <- SEQ_T.ID (filter)
-- expect: SEQ_T <- SEQ_T.ID (filter)
create procedure p is
  v_id number; v_name varchar2(9);
  type t_n is table of varchar2(9);
  names_ t_n;
begin
  insert into seq_t (id, name) values (s.nextval, 'x') returning id into v_id;
  update seq_t set name = 'y' where id = 3 returning name into v_name;
  insert into log (id, name) values (v_id, v_name);
  delete from seq_t where id = 4 returning name bulk collect into names_;
  forall i in 1 .. names_.count
    insert into old_names values (names_(i));
end;
/
