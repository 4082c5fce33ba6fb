-- expect: t.x <- b.x
rename table a to tmp, b to a, tmp to b; insert into t (x) select x from a;
