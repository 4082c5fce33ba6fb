-- status: 1 partial: rows of a prepared statement
create table z as execute q(1);
