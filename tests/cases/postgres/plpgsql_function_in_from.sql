-- RETURN QUERY, RETURN NEXT and OUT parameters give a function's rows to whoever selects from it.
create function r1(n int) returns table (a int, b int) language plpgsql as $$
begin
  return query select x, y from s where k > n;
  a := 1;
  select max(z) into b from s2;
  return next;
end $$;
create function r2(n int, out p int, out q int) language plpgsql as $$
begin
  p := n;
  select max(w) into q from s3;
end $$;
insert into t1 (a, b) select a, b from r1(5);
-- expect: t1.a <- s.x
-- expect: t1.b <- s.y
-- expect: t1.b <- s2.z
-- expect: t1 <- s.k (filter)
insert into t2 (p, q) select f.p, f.q from u, lateral r2(u.n) f;
-- expect: t2.p <- u.n
-- expect: t2.q <- s3.w
