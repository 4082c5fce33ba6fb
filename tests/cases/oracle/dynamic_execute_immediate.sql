CREATE OR REPLACE PROCEDURE load(p_tab VARCHAR2, p_id NUMBER) IS
  v_sql VARCHAR2(4000);
  v_n NUMBER;
  v_m NUMBER;
BEGIN
  v_sql := 'INSERT INTO x (a) SELECT a FROM ' || 'src' || ' WHERE id = :1';
  EXECUTE IMMEDIATE v_sql USING p_id;
  EXECUTE IMMEDIATE 'SELECT MAX(b) FROM t WHERE k = ' || p_id INTO v_n;
  INSERT INTO y (n) VALUES (v_n);
  EXECUTE IMMEDIATE 'INSERT INTO z (n, m) VALUES (:n, :m)' USING v_n, p_id;
  EXECUTE IMMEDIATE 'SELECT COUNT(c) FROM ' || DBMS_ASSERT.SIMPLE_SQL_NAME(p_tab) INTO v_m;
  INSERT INTO w (m) VALUES (v_m);
  EXECUTE IMMEDIATE 'TRUNCATE TABLE ' || p_tab;
END;
/
-- expect: X.A <- SRC.A
-- expect: X <- SRC.ID (filter)
-- expect: Y.N <- T.B
-- expect: Y.N <- T.K (filter)
-- expect: Z.N <- T.B
-- expect: Z.N <- T.K (filter)
-- status: 7 refused: dynamic SQL
-- status: 9 refused: dynamic SQL
