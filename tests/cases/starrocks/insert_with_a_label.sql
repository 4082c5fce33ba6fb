-- expect: t.a <- s.x
insert into t with label l1 (a) select x from s;
-- expect: u.x <- s.x (value, assumed)
-- status: 2 partial: columns of u unknown: named by position
insert overwrite u partition (p1) select x from s;
