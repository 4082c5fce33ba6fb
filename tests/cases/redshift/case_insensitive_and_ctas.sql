-- expect: w.id <- src.id
create table w distkey(id) as select "ID" from Src;
