-- status: 1 partial: columns known at run time only
create table t using template (select array_agg(object_construct(*)) from table(infer_schema(location => '@st/p', file_format => 'f')));
