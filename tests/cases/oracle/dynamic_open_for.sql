CREATE OR REPLACE PROCEDURE load(p_day DATE) IS
  TYPE cur IS REF CURSOR;
  c cur;
  v NUMBER;
  q VARCHAR2(200) := 'SELECT a FROM src WHERE d = :1';
BEGIN
  OPEN c FOR q USING p_day;
  LOOP
    FETCH c INTO v;
    EXIT WHEN c%NOTFOUND;
    INSERT INTO x (a) VALUES (v);
  END LOOP;
  CLOSE c;
END;
/
-- expect: X.A <- SRC.A
-- expect: X.A <- SRC.D (filter)
