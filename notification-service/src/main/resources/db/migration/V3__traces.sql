-- The trace of the last message that waits (W3C traceparent); null: nobody traces it.
alter table pushes add column traceparent text;
