-- expect: d.q.a <- d.t.a
-- expect: d.q.f1_ <- d.t.b
-- dataset: d.q view (f0_, a, f1_, …)
-- status: 1 partial: unknown columns of d.t
-- setting: target = d.q
select *, count(*) over (), a, max(b) over () from d.t;
