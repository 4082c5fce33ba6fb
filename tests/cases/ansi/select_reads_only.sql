-- A bare SELECT moves nothing into a table: no edges, only reads.
-- reads: 1 t, s, t.a, t.k, s.k, s.d
select t.a from t join s on t.k = s.k where s.d > 0;
