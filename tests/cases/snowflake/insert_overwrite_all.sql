-- expect: T1.N1 <- SRC.N1 (value, assumed)
-- expect: T1.N2 <- SRC.N2 (value, assumed)
-- expect: T1.N3 <- SRC.N3 (value, assumed)
-- expect: T2.C1 <- SRC.N2
-- expect: T2.C2 <- SRC.N1
-- status: 1 partial: columns of T1 unknown: named by position
insert overwrite all into t1 into t2 (c1, c2, c3) values (n2, n1, default) select n1, n2, n3 from src;
