-- expect: Z.A <- S.A
create table z tablespace ts parallel 4 nologging compress as select a from s;
