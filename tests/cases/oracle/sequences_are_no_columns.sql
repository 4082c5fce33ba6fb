-- NEXTVAL and CURRVAL are data of no table.
-- expect: T.V <- S.V
create table s (v number);
insert into t (id, ref, v) select seq.nextval, app.seq.currval, s.v from s;
