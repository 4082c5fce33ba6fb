-- expect: t.a <- s.x
select a from final table (insert into t (a) select x from s);
-- expect: u.a <- s.x
insert into u (a) select x from s for read only with ur;
-- reads: 3 s, s.x
select x from s fetch first 10 rows only with ur;
