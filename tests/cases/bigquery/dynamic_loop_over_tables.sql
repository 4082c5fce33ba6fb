FOR one IN (SELECT name FROM d.names) DO
  EXECUTE IMMEDIATE FORMAT('INSERT INTO d.x (n, c) SELECT %T, COUNT(*) FROM `d.%s`', one.name, one.name);
  EXECUTE IMMEDIATE 'DELETE FROM d.y WHERE n = "' || one.name || '"';
END FOR;
-- expect: d.x <- d.names.name (condition)
-- expect: d.x.n <- d.names.name
-- expect: d.y <- d.names.name (condition)
-- expect: d.y <- d.names.name, d.y.n (filter)
-- status: 2 partial: dynamic SQL
