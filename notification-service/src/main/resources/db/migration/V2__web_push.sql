-- The index is made of all that was pushed in a week.
set local statement_timeout = 0;

-- The keys of a browser's subscription, whose endpoint is the token; null: the token is Firebase's.
alter table devices
    add column p256dh text,
    add column auth   text,
    add check ((p256dh is null) = (auth is null));

-- For a device that is told by Web Push: such are taken apart, so that neither way waits for the other.
alter table pushes add column web_push boolean not null default false;
drop index pushes_due;
create index pushes_due on pushes (web_push, due_at) where due_at is not null;
