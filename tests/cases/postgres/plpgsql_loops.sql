-- A loop over a query runs once a row: what it reads decides, and its record carries the row's data.
-- expect: log.shop <- daily.shop
-- expect: log.shop <- daily.open (filter)
-- expect: log <- daily.shop (condition)
-- expect: log <- daily.open (condition)
-- expect: seen <- t.n (condition)
-- status: 5 refused: dynamic SQL
do $$
declare rec record; i int;
begin
  <<outer>>
  for rec in select shop from daily where open loop
    null;
    insert into log (shop, at) values (rec.shop, now());
    exit outer when rec.shop is null;
    execute 'truncate table ' || rec.shop;
  end loop outer;
  for i in 1..10 loop
    while exists (select 1 from t where n = i) loop
      insert into seen (i) values (i);
    end loop;
  end loop;
exception
  when unique_violation or others then
    begin
      delete from broken;
    end;
end
$$;
