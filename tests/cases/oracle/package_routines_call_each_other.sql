-- Within a package a bare name is its routine; elsewhere it bears the package's name. OUT carries values back.
-- file: ddl.sql
create table src (id number, v number);
create table tgt (id number, v number);
create table copy (v number);
-- file: spec.sql
create or replace package etl as
  procedure run (p_id in number);
  function twice (p number) return number;
end etl;
/
-- file: body.sql
-- expect: TGT.V <- SRC.V
-- expect: TGT.V <- SRC.ID (filter)
-- expect: COPY.V <- SRC.ID (filter)
-- expect: COPY.V <- SRC.V
create or replace package body etl as
  function twice (p number) return number is
  begin
    return p * 2;
  end twice;

  procedure get_v (p_id in number, p_v out nocopy number) is
  begin
    select v into p_v from src where id = p_id;
  end get_v;

  procedure run (p_id in number) is
    l_v number;
    l_w number;
  begin
    get_v (p_id, l_v);
    etl.get_v (p_v => l_w, p_id => p_id);
    insert into tgt (id, v) values (p_id, l_v);
    l_w := twice (l_w);
    insert into copy values (l_w);
  end run;
end etl;
/
