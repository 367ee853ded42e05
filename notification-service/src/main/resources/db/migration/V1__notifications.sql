-- Where a person's notifications go. A token belongs to whoever registered it last.
create table devices (
    user_id       uuid        not null,
    device_id     text        not null,
    platform      text        not null check (platform in ('android', 'ios', 'web')),
    token         text        not null unique,
    session_id    uuid        not null, -- of the token it was registered with: when that ends, so does this
    registered_at timestamptz not null,
    primary key (user_id, device_id)
);
create index devices_session on devices (session_id);

-- How a person wishes to be told. No row: previews, no quiet hours.
create table preferences (
    user_id    uuid    primary key,
    previews   boolean not null,
    quiet_from time,
    quiet_to   time, -- on the next day where it is not after quiet_from
    zone       text, -- of these, as in the IANA database
    check ((quiet_from is null) = (quiet_to is null) and (quiet_from is null) = (zone is null))
);

create table muted_chats (
    user_id uuid not null,
    chat_id uuid not null,
    until   timestamptz, -- null: for good
    primary key (user_id, chat_id)
);

-- From user.events.
create table people (
    user_id  uuid    primary key,
    version  bigint  not null, -- of the last event that was taken
    username text,
    erased   boolean not null default false
);

create table blocks (
    user_id    uuid not null,
    blocked_id uuid not null,
    primary key (user_id, blocked_id)
);

-- From chat.events: what was taken of each chat, and its last message.
create table chats (
    chat_id    uuid        primary key,
    seq        bigint      not null, -- the last event that was taken
    is_group   boolean     not null,
    title      text,
    ordinal    bigint      not null, -- messages so far
    message_id uuid,                 -- the last message; all null: none yet
    message_seq bigint,
    sender_id  uuid,
    type       smallint,
    content    bytea,                -- EncryptedContent; null: the message is deleted
    message_at timestamptz
);

-- From chat.events, and from chat.members where those began before chat.events do.
create table members (
    chat_id      uuid    not null,
    user_id      uuid    not null,
    seq          bigint  not null, -- of the entry that made it so
    present      boolean not null,
    seen_ordinal bigint  not null, -- messages that the list of alerts tells no more
    primary key (chat_id, user_id)
);
create index members_user on members (user_id) where present;

-- Alerts that are not the messages of a chat.
create table items (
    user_id uuid        not null,
    item_id uuid        not null, -- UUIDv7
    kind    text        not null, -- welcome, added_to_group
    chat_id uuid,
    by_id   uuid,
    at      timestamptz not null,
    seen_at timestamptz,
    primary key (user_id, item_id)
);
create index items_at on items using brin (at);

-- What waits for one device, and what was sent to it last; one row for all that collapses into one.
create table pushes (
    user_id      uuid        not null,
    device_id    text        not null,
    collapse_key text        not null, -- the chat, or 'welcome'
    chat_id      uuid,
    due_at       timestamptz,          -- null: nothing waits; later than now: somebody is at it, or it is put off
    attempts     int         not null, -- to send what waits
    messages     int         not null, -- that wait
    first_seq    bigint      not null, -- of the first of them
    seq          bigint      not null, -- of the last of them
    message_id   uuid,
    sender_id    uuid,
    type         smallint,
    content      bytea,
    waits_since  timestamptz not null,
    message_at   timestamptz not null,
    pushed_at    timestamptz,
    primary key (user_id, device_id, collapse_key)
);
create index pushes_due on pushes (due_at) where due_at is not null;
create index pushes_chat on pushes (chat_id) where due_at is not null;

-- Why something was or was not pushed to a device.
create table decisions (
    chat_id    uuid        not null,
    seq        bigint      not null,
    user_id    uuid        not null,
    device_id  text        not null,
    message_id uuid        not null,
    outcome    text        not null,
    at         timestamptz not null,
    primary key (chat_id, seq, user_id, device_id)
);
create index decisions_user on decisions (user_id, at desc);
create index decisions_waiting on decisions (user_id, device_id, chat_id, seq) where outcome = 'waiting';
create index decisions_at on decisions using brin (at);
