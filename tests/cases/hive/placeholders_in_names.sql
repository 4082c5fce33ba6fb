-- status: 1 partial: placeholder in a name
-- expect: ${hiveconf:db}.s.a <- ${db}.t.a
-- expect: ${hiveconf:db}.s <- ${db}.t.ds, ${db}.t.n (filter)
create view ${hiveconf:db}.s as select a from ${db}.t where ds = '${hiveconf:ds}' and n = ${n};
-- expect: u_${env}.a <- ${db}.t.a
-- status: 2 partial: placeholder in a name
create view u_${env} as select a from `${db}`.t limit ${limit};
-- expect: w.a <- t.a
-- expect: w <- t.n (filter)
create view w as select a from t where n between ${low} and ${high} and n in (${list}) and n > ${low} * 2;
-- status: 4 partial: placeholder in a name
-- expect: x.a <- ${db}.t.a
create view x as select a from $${db}.t;
-- construct: client variables
