-- The text does not see the rows of the trigger that runs it.
CREATE TRIGGER trg ON dbo.orders AFTER INSERT AS
BEGIN
  DECLARE @id int;
  SELECT @id = id FROM inserted;
  EXEC (N'INSERT INTO log_of (id) VALUES (' + CAST(@id AS varchar(10)) + N')');
  EXEC (N'INSERT INTO other (id) SELECT id FROM inserted');
END
-- expect: log_of.id <- dbo.orders.id
-- expect: other.id <- inserted.id
-- no: other.id <- dbo.orders.id
