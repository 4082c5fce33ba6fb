-- Oracle needs EXECUTE IMMEDIATE for DDL, known or not.
DECLARE
  v VARCHAR2(30) := 'made';
BEGIN
  EXECUTE IMMEDIATE 'CREATE TABLE ' || v || ' AS SELECT a, b FROM src';
  EXECUTE IMMEDIATE q'[INSERT INTO made (a) SELECT a FROM t WHERE n = 'it''s']';
  EXECUTE IMMEDIATE 'BEGIN INSERT INTO x (a) SELECT a FROM made; END;';
END;
/
-- expect: MADE.A <- SRC.A, T.A
-- expect: MADE.B <- SRC.B
-- expect: MADE <- T.N (filter)
-- expect: X.A <- MADE.A
