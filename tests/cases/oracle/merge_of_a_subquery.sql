-- expect: T <- S.K (filter)
-- expect: T <- S.ID, T.ID (join)
-- expect: T.V <- S.V
-- status: 1 partial: columns of T unknown: named by position
merge into t d using (select id, v from s where k = 1) q on (d.id = q.id)
when matched then update set d.v = q.v
when not matched then insert values (q.id, q.v);
