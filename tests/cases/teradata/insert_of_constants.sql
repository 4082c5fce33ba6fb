-- status: 1 partial: columns of t unknown: named by position
insert into t (1, 2, 'x');
