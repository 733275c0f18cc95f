-- The living sessions of a user, the oldest of which end when there are too many. A refresh changes none of these columns.
CREATE INDEX sessions_living ON sessions (user_id, created_at, id) WHERE revoked_at IS NULL;

-- Events are purged by their age.
CREATE INDEX events_by_age ON events (at);

-- Failed sign-ins, shared by all instances: a leaky bucket each, as the time at which it will be empty. The key is a MAC of what is
-- counted (an account, an address, both), so that no address of anybody is in it. A row whose time has passed means nothing.
CREATE TABLE sign_in_failures (
    key TEXT NOT NULL PRIMARY KEY,
    empty_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_failures_by_age ON sign_in_failures (empty_at);
