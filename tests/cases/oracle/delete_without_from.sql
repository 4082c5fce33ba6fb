-- expect: T <- S.ID, T.ID (filter)
delete t where id in (select id from s);
