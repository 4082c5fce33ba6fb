-- Unknown packages do what they like; DBMS_… does nothing to tables.
-- status: 5 refused: dynamic SQL
create package body p as
  procedure run is
    v number;
  begin
    dbms_output.put_line('insert into x select * from y');
    other_pkg.anything (v, p_x => 3);
    dbms_sql.parse(v, 'insert into x select 1 from y', 1);
    raise_application_error(-20000, 'delete from z');
    $if $$debug $then
      insert into t (v) values (1);
    $else
      insert into t2 (v) values (1);
    $end
  end;
begin
  insert into started (at) select d from clock;
end p;
/
-- expect: STARTED.AT <- CLOCK.D
