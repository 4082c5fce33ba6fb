CREATE FUNCTION f(tab text) RETURNS SETOF int AS $$
DECLARE
  v int;
  w int;
  r record;
  c refcursor;
BEGIN
  EXECUTE 'SELECT a FROM t WHERE k = $1' INTO v USING tab;
  INSERT INTO x (a) VALUES (v);
  EXECUTE 'SELECT a FROM ' || quote_ident(tab) INTO w;
  INSERT INTO y (a) VALUES (w);
  FOR r IN EXECUTE 'SELECT b, c FROM u' LOOP
    INSERT INTO z (b) VALUES (r.b);
  END LOOP;
  OPEN c FOR EXECUTE 'SELECT d FROM s';
  FETCH c INTO v;
  INSERT INTO q (d) VALUES (v);
  RETURN QUERY EXECUTE 'SELECT e FROM last';
END
$$ LANGUAGE plpgsql;
CREATE TABLE all_of_them AS SELECT f FROM f('n');
-- expect: x.a <- t.a
-- expect: x.a <- t.k (filter)
-- expect: z.b <- u.b
-- expect: z <- u.b, u.c (condition)
-- expect: q.d <- s.d
-- expect: all_of_them.f <- last.e
-- status: 12 partial: result of f
-- status: 4 refused: dynamic SQL
