-- expect: n.a <- s.a
select a into n from s;
