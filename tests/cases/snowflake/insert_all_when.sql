-- expect: T1 <- SRC.N1 (filter)
-- expect: T1.N1 <- SRC.N1 (value, assumed)
-- expect: T1.N2 <- SRC.N2 (value, assumed)
-- expect: T2 <- SRC.N1 (filter)
-- expect: T2.C <- SRC.N2
-- expect: T3 <- SRC.N1 (filter)
-- expect: T3.N1 <- SRC.N1 (value, assumed)
-- status: 1 partial: columns of T1 unknown: named by position; columns of T3 unknown: named by position
insert all
  when n1 > 100 then into t1
  when n1 > 10 then into t1 into t2 (c) values (n2)
  else into t3 values (n1, default)
select n1, n2 from src;
