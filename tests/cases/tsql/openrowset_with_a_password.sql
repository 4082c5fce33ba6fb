-- status: 1 partial: file or remote dataset not followed
insert into dbo.t (a) select r.a from openrowset('SQLNCLI', 'Server=h;UID=u;PWD=SECRET', 'select a from db.dbo.s') as r;
