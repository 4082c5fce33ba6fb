-- expect: t <- t.id (filter)
delete t where id = 1;
