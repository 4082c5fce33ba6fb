-- In a block a name is one value wherever it stands; in a statement every place takes the next value.
CREATE OR REPLACE PROCEDURE load IS
  v NUMBER;
  w NUMBER;
BEGIN
  SELECT a, b INTO v, w FROM src;
  EXECUTE IMMEDIATE 'BEGIN INSERT INTO x (k, l, m) VALUES (:a, :b, :a); END;' USING v, w;
  EXECUTE IMMEDIATE 'INSERT INTO y (k, l) VALUES (:a, :a)' USING v, w;
END;
/
-- expect: X.K <- SRC.A
-- expect: X.L <- SRC.B
-- expect: X.M <- SRC.A
-- expect: Y.K <- SRC.A
-- expect: Y.L <- SRC.B
