-- expect: A <- B.V (filter)
-- expect: A <- A.ID, B.ID (join)
-- expect: A.V <- B.V
-- status: 2 tables_only: target is a query over several tables
update (select a.v, b.v as w from a join b on a.id = b.id) q set q.v = q.w where q.w > 3;
update (select v, b.v as w from a join b on a.id = b.id) q set q.v = q.w where q.w > 3;
