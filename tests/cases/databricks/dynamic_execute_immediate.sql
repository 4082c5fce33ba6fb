DECLARE q STRING DEFAULT 'INSERT INTO x (a) SELECT a FROM src WHERE k = ?';
DECLARE n INT;
EXECUTE IMMEDIATE q USING 3;
EXECUTE IMMEDIATE 'SELECT max(b) FROM t WHERE k = :k' INTO n USING (4 AS k);
INSERT INTO y (n) VALUES (n);
-- expect: x.a <- src.a
-- expect: x <- src.k (filter)
-- expect: y.n <- t.b
-- expect: y.n <- t.k (filter)
