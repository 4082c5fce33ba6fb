create function db.cents(x decimal(10,2), y integer) returns decimal(10,2) language sql contains sql deterministic
sql security definer collation invoker inline type 1 return x * 100;
create view db.v as select db.cents(t.a, t.b) as c from db.t;
-- expect: db.v.c <- db.t.a
