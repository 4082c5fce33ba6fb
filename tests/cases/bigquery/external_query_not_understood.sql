-- status: 1 partial: file or remote dataset not followed
create table d.t as select q.x from external_query('proj.us.conn', "select from where from") q;
