-- expect: T.X <- HR.C.X
create synonym a for b; create synonym b for hr.c; insert into t (x) select x from a;
