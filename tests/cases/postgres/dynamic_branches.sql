CREATE FUNCTION f(wide boolean) RETURNS void AS $$
DECLARE
  q text;
BEGIN
  IF wide THEN
    q := 'INSERT INTO x SELECT a, b FROM t';
  ELSIF wide IS NULL THEN
    RETURN;
  ELSE
    q := 'INSERT INTO y (a) SELECT a FROM t';
  END IF;
  EXECUTE q;
  q := q || current_user;
END
$$ LANGUAGE plpgsql;
CREATE TABLE x (c int, d int);
-- expect: x.c <- t.a
-- expect: x.d <- t.b
-- expect: y.a <- t.a
