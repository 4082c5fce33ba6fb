-- status: 1 partial: file or remote dataset not followed
-- status: 2 partial: file or remote dataset not followed
-- status: 3 partial: file or remote dataset not followed
insert into t (a) select a from read_csv($path);
insert into t (a) select a from read_csv('${root}/x.csv');
insert into t (a) select a from read_csv('/d/' || name);
