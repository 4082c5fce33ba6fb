-- expect: t.b <- t.b
insert into t (a, b) values (1, 2) as new on duplicate key update b = new.b + t.b;
