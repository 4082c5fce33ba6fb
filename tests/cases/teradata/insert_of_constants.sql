insert into t (1, 2, 'x');
