-- expect: V.ID <- T.ID
-- expect: V.X <- T.DOC
create view v as select t.id, f.value:name::string as x from t, lateral flatten(input => t.doc) f;
