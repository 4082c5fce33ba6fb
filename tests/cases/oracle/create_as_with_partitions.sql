-- expect: Z.A <- S.A
create table z partition by range (a) (partition p1 values less than (1)) as select a from s;
