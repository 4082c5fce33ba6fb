-- expect: t.a <- s.a
-- expect: t.b <- s.a
select a into tempdb..#g from s; insert into t (a) select a from #g; insert into t (b) select a as b from tempdb.dbo.#g;
