-- Times are milliseconds since 1970, UTC, given by the server. Ids are UUID v7 texts, so they sort by age.
-- COLLATE "C": texts sort by their bytes, as in SQLite, whatever locale the database was created with.

CREATE TABLE users (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    email TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('user', 'admin')),
    password_hash TEXT,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT
);

-- A refresh updates no indexed column: with room left in each page it needs no new index entries (HOT).
CREATE TABLE sessions (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    secret BYTEA NOT NULL CHECK (length(secret) = 32),
    generation BIGINT NOT NULL CHECK (generation >= 1),
    -- When the current generation was first used; NULL until then.
    used_at BIGINT,
    created_at BIGINT NOT NULL,
    refreshed_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    revoked_reason TEXT,
    ip TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    method TEXT NOT NULL,
    CHECK ((revoked_at IS NULL) = (revoked_reason IS NULL))
) WITH (fillfactor = 80);
CREATE INDEX sessions_of_user ON sessions (user_id, created_at, id);
CREATE INDEX sessions_revoked ON sessions (revoked_at) WHERE revoked_at IS NOT NULL;

CREATE TABLE signing_keys (
    kid TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    alg TEXT COLLATE "C" NOT NULL,
    sealed_private BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    retired_at BIGINT
);
-- Instances that start together on an empty database agree on one key.
CREATE UNIQUE INDEX signing_keys_active ON signing_keys (alg) WHERE retired_at IS NULL;

-- No foreign keys: the record outlives what it speaks of.
CREATE TABLE events (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    user_id TEXT COLLATE "C",
    session_id TEXT COLLATE "C",
    ip TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    detail TEXT
);
CREATE INDEX events_of_user ON events (user_id, at, id);
