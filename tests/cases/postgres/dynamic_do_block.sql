DO $$
DECLARE
  q text := 'CREATE TABLE made AS SELECT a FROM t';
BEGIN
  EXECUTE q;
  q := 'INSERT INTO made (a) SELECT b FROM u';
  EXECUTE q || ' WHERE k = ''it''''s''';
END
$$;
-- expect: made.a <- t.a, u.b
-- expect: made <- u.k (filter)
-- dataset: made table (a)
