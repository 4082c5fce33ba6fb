-- expect: db.dbo.t.a <- "my db".dbo."my.table".a
insert into db..t (a) select a from [my db].[dbo].[my.table];
