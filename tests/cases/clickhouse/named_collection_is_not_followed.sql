-- status: 1 partial: file or remote dataset not followed
insert into t (a) select a from s3(conf, filename = 'x.csv');
