-- The statement that defines a routine lists what its body calls, as it lists what it reads and writes.
-- construct: procedures
create function g() returns void language plpgsql as $$ begin delete from t; end $$;
create procedure p() language plpgsql as $$
begin
  perform g();
  call q(1);
end $$;
-- calls: 3 g, q
-- calls: 4 g
-- calls: 5 q
