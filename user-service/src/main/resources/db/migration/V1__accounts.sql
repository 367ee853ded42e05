-- A person. username_key is what Username.key() gives; "C" makes its order and its prefixes bytewise.
create table accounts (
    user_id       uuid primary key,
    username      text not null,
    username_key  text collate "C" not null,
    email         text not null,
    password_hash text not null,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    event_version bigint not null default 0 -- of this user's newest event in user.events
);
create unique index accounts_username_key on accounts (username_key);
create unique index accounts_email on accounts (email);

-- A sign-in that has not ended; the row goes when it does. Changed only while the account's row is locked.
create table sessions (
    session_id   uuid primary key,
    user_id      uuid not null references accounts on delete cascade,
    generation   bigint not null,      -- of the refresh tokens that are good now
    rotated_at   timestamptz not null, -- when the generation before was used
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    device       text
);
create index sessions_user on sessions (user_id, rotated_at);
create index sessions_expiry on sessions (expires_at);

-- Every refresh token of a living session, old ones too: an old one that is shown again was copied.
create table refresh_tokens (
    token_hash bytea primary key, -- SHA-256
    session_id uuid not null references sessions on delete cascade,
    generation bigint not null
);
create index refresh_tokens_session on refresh_tokens (session_id);

-- Ed25519 key pairs; private_key is encrypted with the keyset that only user-service has.
create table signing_keys (
    key_id      text primary key,
    public_key  bytea not null,
    private_key bytea not null,
    created_at  timestamptz not null,
    signs_from  timestamptz not null
);

-- Events of user.events that Kafka has not acknowledged; written in the transaction of what they tell.
create table outbox (
    position   bigint generated always as identity primary key,
    user_id    uuid not null,
    version    bigint not null,
    payload    bytea not null,
    created_at timestamptz not null
);

-- Guesses at passwords, by the name that was tried, whether there is such an account or not.
create table password_guesses (
    username_key  text primary key,
    failures      integer not null,
    last_at       timestamptz not null,
    blocked_until timestamptz not null
);
create index password_guesses_age on password_guesses (last_at);

create table shedlock (
    name       varchar(64) primary key,
    lock_until timestamptz not null,
    locked_at  timestamptz not null,
    locked_by  varchar(255) not null
);
