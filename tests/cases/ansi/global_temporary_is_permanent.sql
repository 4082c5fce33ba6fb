-- dataset: g table (x)
-- expect: g.x <- s.x
create global temporary table g as select x from s;
-- expect: t.a <- g.x
insert into t (a) select x from g;
-- dataset: h table (y)
create global temporary table h (y int) on commit preserve rows;
-- expect: h.y <- s.x
insert into h select x from s;
