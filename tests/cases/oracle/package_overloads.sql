-- Of routines that share a name the arguments choose; where only types could tell, that is said.
-- file: ddl.sql
create table one_ (v number);
create table two_ (v number, w number);
create table src (a number, b number);
-- file: p.sql
-- expect: ONE_.V <- SRC.A
-- expect: TWO_.V <- SRC.A
-- expect: TWO_.W <- SRC.B
-- status: 14 partial: overloaded routine P.TYPED
create package body p as
  procedure put (p_v number) is begin insert into one_ values (p_v); end;
  procedure put (p_v number, p_w number) is begin insert into two_ values (p_v, p_w); end;
  procedure typed (p_v number) is begin insert into one_ values (p_v); end;
  procedure typed (p_d date) is begin insert into two_ (w) values (p_d); end;
  procedure run is
  begin
    for r in (select a, b from src) loop
      put (r.a);
      put (p_w => r.b, p_v => r.a);
      typed (r.a);
    end loop;
  end;
end;
/
