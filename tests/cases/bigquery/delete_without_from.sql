-- expect: d.t <- d.s.k, d.t.k (filter)
delete d.t where k in (select k from d.s);
