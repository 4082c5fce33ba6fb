-- Only where the query names columns of one table and nothing else.
-- expect: T.A <- S.X
-- expect: T.B <- S.Y
-- status: 2 tables_only: parse error near '('
-- status: 3 tables_only: parse error near '('
insert into (select a, q.b from t q where a > 1) select x, y from s;
insert into (select a x from t) select x from s;
insert into (select t.a, u.b from t join u on t.i = u.i) select x, y from s;
