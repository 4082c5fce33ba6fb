-- expect: d.x.a <- s.a
create multiset table d.x, fallback as (select a from s) with data and stats primary index (a);
