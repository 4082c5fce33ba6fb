-- expect: T <- S.ID, T.ID (join)
-- table: T <- S (value)
-- status: 1 partial: unknown columns of S
merge into t using s on t.id = s.id when matched then update all by name when not matched then insert all by name;
