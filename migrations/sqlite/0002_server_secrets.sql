-- Which secrets servers issue under, by their public ids, and when one was last seen: an instance that meets a token of another secret
-- can tell one that it does not know yet from one that is over.
CREATE TABLE server_secrets (
    id TEXT NOT NULL PRIMARY KEY,
    registered_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL
);

-- The form under the secret before, kept for a while: an instance that does not know the new one can still start.
ALTER TABLE signing_keys ADD COLUMN sealed_previous BLOB;
ALTER TABLE signing_keys ADD COLUMN resealed_at INTEGER;
