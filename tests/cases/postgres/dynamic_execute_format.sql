-- format(): %I is one name, %L a value, %s any text.
CREATE FUNCTION load(tab text, day date) RETURNS void AS $$
DECLARE
  target text := 'x';
  n int;
BEGIN
  SELECT amount INTO n FROM src;
  EXECUTE format('INSERT INTO %I (a, d) SELECT a, %L FROM t', target, day);
  EXECUTE format('INSERT INTO y (a, b) SELECT u.a, t.b FROM %I u JOIN t ON t.id = u.id', tab);
  EXECUTE format('INSERT INTO z (a) SELECT t.a FROM t WHERE %s', tab);
  EXECUTE format('INSERT INTO w (n, k) SELECT $1, k FROM t WHERE k > $2', tab) USING n, day;
END
$$ LANGUAGE plpgsql;
-- expect: x.a <- t.a
-- expect: y.b <- t.b
-- expect: y <- t.id (join)
-- expect: z.a <- t.a
-- expect: w.k <- t.k
-- expect: w.n <- src.amount
-- expect: w <- t.k (filter)
-- status: 5 partial: dynamic SQL
-- status: 4 partial: dynamic SQL
