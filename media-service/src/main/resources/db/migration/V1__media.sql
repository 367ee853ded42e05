-- A file, from the request to upload it on. The row stays for a while when the file is gone.
create table media (
    media_id       uuid        primary key,
    owner_id       uuid        not null, -- who uploads it
    request_id     uuid,                 -- the Idempotency-Key, by which a repeat is known
    file_name      text        not null,
    claimed_type   text        not null,
    size           bigint      not null, -- of what is uploaded, as is the hash
    sha256         bytea       not null,
    upload_id      text,                 -- S3's name of an upload in parts
    state          text        not null check (state in ('uploading', 'inspecting', 'ready', 'rejected', 'deleted')),
    lease          uuid,                 -- whose inspection counts
    lease_until    timestamptz,
    reason         text,                 -- why it was rejected
    content_type   text,                 -- by its content
    stored_size    bigint,               -- of what is shown
    width          int,
    height         int,
    thumbnail_type text,                 -- null: there is none
    scanned        boolean     not null default false,
    version        bigint      not null default 0, -- of its newest event in media.events
    created_at     timestamptz not null,
    changed_at     timestamptz not null, -- when it came into its state
    linked         boolean     not null default false, -- whether a message ever carried it
    unlinked_at    timestamptz,          -- when the last message that carried it was deleted
    purged_at      timestamptz           -- when its objects were removed from S3
);
create unique index media_request on media (owner_id, request_id);
create index media_owner on media (owner_id);
create index media_open on media (created_at) where state in ('uploading', 'inspecting');
create index media_ready on media (changed_at) where state = 'ready';
create index media_over on media (changed_at) where state in ('rejected', 'deleted');

-- From chat.events: messages that carry a file.
create table links (
    chat_id    uuid        not null,
    message_id uuid        not null,
    media_id   uuid        not null,
    seq        bigint      not null,
    sender_id  uuid        not null,
    at         timestamptz not null, -- when the log took the message
    counts     boolean     not null, -- whether the sender could see the file himself
    gone_at    timestamptz,          -- when the message was deleted
    primary key (chat_id, message_id)
);
create index links_media on links (media_id);
create index links_doubtful on links (sender_id) where not counts;

-- From chat.events and chat.members, which agree in the end, whichever comes first.
create table stays (
    chat_id    uuid   not null,
    user_id    uuid   not null,
    joined_seq bigint not null,
    sees_from  bigint not null, -- the first entry that the member may read
    left_seq   bigint,          -- null: still a member
    joined_at  timestamptz,     -- null: not known
    left_at    timestamptz,
    primary key (chat_id, user_id, joined_seq)
);

-- Events of media.events that Kafka has not acknowledged; written in the transaction of what they tell.
create table outbox (
    position   bigint generated always as identity primary key,
    media_id   uuid   not null,
    payload    bytea  not null
);
