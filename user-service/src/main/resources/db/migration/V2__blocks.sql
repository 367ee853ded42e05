-- Who does not want to hear from whom. Changed only while the row of user_id in accounts is locked, or by an erasure.
create table blocks (
    user_id    uuid not null references accounts,
    blocked_id uuid not null references accounts,
    primary key (user_id, blocked_id)
);
create index blocks_blocked on blocks (blocked_id);

-- Null: payload is an event, for user.events. Otherwise it is the state of this pair, for user.blocks.
alter table outbox add column blocked_id uuid;
