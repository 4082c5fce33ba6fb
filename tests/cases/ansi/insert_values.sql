-- status: 1 parsed
insert into t (a, b) values (1, 'x'), (2, 'y');
