-- expect: V.ID <- T.ID
-- expect: V.INDEX <- T.ARR
-- expect: V.KEY <- T.ARR
-- expect: V.PATH <- T.ARR
-- expect: V.SEQ <- T.ARR
-- expect: V.THIS <- T.ARR
-- expect: V.VALUE <- T.ARR
-- dataset: V view (ID, SEQ, KEY, PATH, INDEX, VALUE, THIS)
create table t (id int, arr array);
create view v as select t.id, f.* from t, table(flatten(input => t.arr)) f;
