create table d.z like d.t;
