-- expect: db.dict.id <- src.s.id
-- expect: db.dict.name <- src.s.name
-- table: db.d2 <- "http://h/os.tsv" (value)
-- status: 3 partial: source of a dictionary
create dictionary db.dict (id UInt64, name String default '') primary key id
source(clickhouse(host 'localhost' user 'u' password 'SECRET' db 'src' table 's')) layout(flat()) lifetime(300);
create dictionary db.d2 (id UInt64) primary key id
source(http(url 'http://u:pw@h/os.tsv' format 'TabSeparated')) layout(flat()) lifetime(300);
create dictionary db.d4 (id UInt64) primary key id
source(clickhouse(query 'select id from x.y')) layout(flat()) lifetime(300);
