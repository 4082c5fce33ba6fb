-- Which of them is written cannot be said.
-- status: 1 tables_only: target is a query over several tables
with q as (select t.id, t.v, s.v as sv, s.w from t join s on s.id = t.id) update q set v = sv, w = sv;
