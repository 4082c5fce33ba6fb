-- expect: t.a <- s.a
create volatile multiset table x as (sel a from s) with data no primary index on commit preserve rows; insert into t (a) sel a from x;
