-- An application's account has neither e-mail address nor password.
alter table accounts alter column email drop not null;
alter table accounts alter column password_hash drop not null;
alter table accounts add column administrator boolean not null default false;

create table applications (
    application_id uuid primary key,
    user_id        uuid not null unique references accounts on delete cascade,
    secret_hash    bytea not null, -- SHA-256
    created_at     timestamptz not null
);
