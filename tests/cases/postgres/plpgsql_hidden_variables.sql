-- A block's variable hides the outer one; behind an exception both ways may have been taken.
-- expect: t.v <- a.x
-- expect: t.v <- c.x
-- expect: u.v <- b.x
do $$
declare v int;
begin
  select a.x into v from a;
  declare v int;
  begin
    select b.x into v from b;
    insert into u (v) values (v);
  end;
  begin
    perform 1 / 0;
  exception when others then
    select c.x into v from c;
  end;
  insert into t (v) values (v);
end $$;
