-- table: sp.e <- s3://b/d/ (value)
create external schema sp from data catalog database 'd' iam_role 'r';
alter table sp.e add partition (d = '2020-01-01') location 's3://b/d/';
