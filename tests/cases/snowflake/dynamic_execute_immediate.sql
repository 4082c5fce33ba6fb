CREATE OR REPLACE PROCEDURE load(tab VARCHAR, n NUMBER)
RETURNS VARCHAR
LANGUAGE SQL
AS
$$
DECLARE
  stmt VARCHAR DEFAULT 'INSERT INTO x (a) SELECT a FROM src';
  target VARCHAR;
BEGIN
  EXECUTE IMMEDIATE :stmt;
  stmt := 'INSERT INTO y (a) SELECT a FROM t WHERE k > ' || n;
  EXECUTE IMMEDIATE stmt;
  LET q := 'INSERT INTO z (a, b) SELECT a, ? FROM u';
  EXECUTE IMMEDIATE :q USING (n);
  EXECUTE IMMEDIATE 'INSERT INTO ' || :tab || ' SELECT a FROM w';
  RETURN 'done';
END;
$$;
-- expect: X.A <- SRC.A
-- expect: Y.A <- T.A
-- expect: Y <- T.K (filter)
-- expect: Z.A <- U.A
-- status: 9 partial: dynamic SQL
-- reads: 9 W, W.A
