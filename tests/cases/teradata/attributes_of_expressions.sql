-- expect: o.a <- s.a
-- expect: o.bb <- s.b
-- expect: o.cc <- s.c
-- expect: o.dd <- s.d
-- expect: o.e2 <- s.e
-- expect: o.h <- s.f, s.g
-- expect: o.j <- s.i
-- expect: o.l <- s.k
create table o as (
    select a (integer), b (varchar(10)) bb, c (named cc), d (date, format 'YYYY-MM-DD') dd, sum(e) (format '999') e2,
        (f + g) (decimal(10, 2)) as h, i (title 'x') as j, trunc(date) m, k (not casespecific) l
    from s
) with data;
-- reads: 2 s, s.a, s.b, s.c
select a from s where b (char(10)) = 'x' and c (date) > add_months(date, -1);
-- dataset: p table (a, b, c)
create table p (a integer format '999', b decimal(10, 2) title 'x', c period(date));
-- expect: p.a <- s.a
-- expect: p.b <- s.b
ins into p (a, b) sel a, b (format 'x') from s;
