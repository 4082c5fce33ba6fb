-- expect: d.t <- d.s.id, d.t.id (filter)
-- expect: d.t.st <- d.s.f
-- expect: d.t.v <- d.s.v
update d.t t set v = s.v, st.f = s.f from d.s s where t.id = s.id;
