-- RECEIVE reads a queue; conversations move nothing.
-- expect: dbo.log.body <- dbo.inbox.message_body
-- expect: dbo.log2 <- dbo.inbox.conversation_handle, dbo.other.conversation_handle (filter)
-- expect: dbo.log2.body <- dbo.other.message_body
create procedure dbo.p as
declare @h uniqueidentifier, @m xml, @got table (body varbinary(max));
begin dialog conversation @h from service [a] to service 'b' on contract [c] with encryption = off;
send on conversation @h message type [m] (@m);
waitfor (receive top (1) @h = conversation_handle, @m = cast(message_body as xml) from dbo.inbox), timeout 1000;
insert into dbo.log (body) values (@m);
receive message_body as body from dbo.other into @got where conversation_handle = @h;
insert into dbo.log2 (body) select body from @got;
move conversation @h to @h;
end conversation @h with cleanup;
