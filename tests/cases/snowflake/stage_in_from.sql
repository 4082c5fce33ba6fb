-- table: N <- @ST/p (value)
create table n as select $1 as a, metadata$filename as f from @st/p (file_format => 'f', pattern => '.*csv');
