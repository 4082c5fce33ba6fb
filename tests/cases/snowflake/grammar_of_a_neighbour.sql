-- expect: O.P <- T.A
-- expect: O.P <- T.B (window)
insert into o (p) select sum(a) over w from t window w as (partition by b);
-- expect: O.Q <- T.S
insert into o (q) select trim(both ' ' from s) from t;
