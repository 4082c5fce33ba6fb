-- expect: t.a <- s.x
insert into t (a) select x from s on conflict do nothing;
