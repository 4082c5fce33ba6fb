-- A column of a CTE or subquery wins over a variable; a qualified name is never a variable.
DECLARE v STRING DEFAULT (SELECT x FROM ds.one);
DECLARE w STRING DEFAULT (SELECT y FROM ds.one);
CREATE TABLE ds.made AS
WITH c AS (SELECT a AS v FROM ds.two)
SELECT v AS got, w AS held, c.v AS sure FROM c;
-- expect: ds.made.got <- ds.two.a
-- expect: ds.made.held <- ds.one.y
-- expect: ds.made.sure <- ds.two.a
