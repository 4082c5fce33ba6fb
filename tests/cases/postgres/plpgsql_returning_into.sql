-- RETURNING … INTO: columns of the written table go on.
-- expect: log.id <- t.id
-- expect: t.a <- s.a
-- expect: moved.b <- t.b
-- expect: moved.b <- t.id (filter)
-- expect: t <- t.id (filter)
do $$
declare v int; w text;
begin
  insert into t (a) select s.a from s returning id into v;
  insert into log (id) values (v);
  delete from t where id = 3 returning b into strict w;
  insert into moved (b) values (w);
end $$;
