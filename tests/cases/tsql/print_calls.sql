-- PRINT may call functions; a bare word is a string as a procedure's argument.
-- calls: 1 dbo.f
-- calls: 2
-- calls: 3 dbo.p
print 'a' + cast((dbo.f(1)) as varchar)
print 'see a.b (c)'
exec dbo.p abc, @x = def, @y = default
