create table y as t;
-- no: y <- t
