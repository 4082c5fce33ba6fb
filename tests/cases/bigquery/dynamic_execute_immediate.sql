DECLARE tab STRING DEFAULT 'd.src';
DECLARE n INT64;
DECLARE day DATE;
SET day = (SELECT MAX(d) FROM d.days);
EXECUTE IMMEDIATE FORMAT('INSERT INTO d.x (a) SELECT a FROM `%s` WHERE k = %d', tab, 3);
EXECUTE IMMEDIATE 'SELECT COUNT(b) FROM d.t WHERE d = ?' INTO n USING day;
INSERT INTO d.y (n) VALUES (n);
EXECUTE IMMEDIATE """
  INSERT INTO d.z (a, d)
  SELECT a, @day FROM d.u
""" USING day AS day;
-- expect: d.x.a <- d.src.a
-- expect: d.x <- d.src.k (filter)
-- expect: d.y.n <- d.t.b
-- expect: d.y.n <- d.t.d, d.days.d (filter)
-- expect: d.z.a <- d.u.a
-- expect: d.z.d <- d.days.d
