-- The language that the account is written to in; NULL until it is known.
ALTER TABLE users ADD COLUMN locale TEXT;
-- When the account is deleted, if its owner has asked for that and does not come back.
ALTER TABLE users ADD COLUMN delete_at INTEGER;
CREATE INDEX users_by_age ON users (created_at, id);
CREATE INDEX users_to_delete ON users (delete_at) WHERE delete_at IS NOT NULL;

-- When the person of the session has last proven to be the account's owner; NULL for the time of the sign-in.
ALTER TABLE sessions ADD COLUMN proved_at INTEGER;

-- What proves an email address. The digits and the link are derived from the id under the server's secret, so that neither is here.
CREATE TABLE codes (
    id TEXT NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('sign_up', 'reset', 'new_email', 'invitation')),
    email TEXT NOT NULL,
    -- The account, where there was one when the code was asked for.
    user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
    -- What a sign-up waits with.
    name TEXT,
    password_hash TEXT,
    locale TEXT NOT NULL,
    -- Whether only the browser that asked may use the digits.
    is_bound INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX codes_of_address ON codes (email, purpose, created_at);
CREATE INDEX codes_of_user ON codes (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX codes_expired ON codes (expires_at);

-- Mail to send, written in the transaction of what caused it and rendered when it is sent.
CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    user_id TEXT,
    locale TEXT NOT NULL,
    -- Sealed; NULL once it is sent.
    content BLOB,
    created_at INTEGER NOT NULL,
    -- When it is tried next: after a claim, the end of the lease.
    next_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    sent_at INTEGER,
    dead_at INTEGER,
    failure TEXT
) STRICT;
CREATE INDEX outbox_due ON outbox (next_at) WHERE sent_at IS NULL AND dead_at IS NULL;
CREATE INDEX outbox_dead ON outbox (created_at, id) WHERE dead_at IS NOT NULL;
CREATE INDEX outbox_age ON outbox (created_at);
CREATE INDEX outbox_of_user ON outbox (user_id, kind, created_at) WHERE user_id IS NOT NULL;
