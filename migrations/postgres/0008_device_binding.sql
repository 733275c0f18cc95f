-- The public key that the session's device holds (65 bytes, an uncompressed point of P-256); NULL for a session of any device.
ALTER TABLE sessions ADD COLUMN bound_key BYTEA;
-- Who holds the key: a browser ('dbsc') or a program ('dpop').
ALTER TABLE sessions ADD COLUMN bound_by TEXT;
-- When the one grace of a device began that could not sign.
ALTER TABLE sessions ADD COLUMN grace_began_at BIGINT;
-- When the owner was last told of a copy that was tried elsewhere.
ALTER TABLE sessions ADD COLUMN copy_told_at BIGINT;

-- Proofs that were given, until they would be refused by their age: each is good once.
CREATE TABLE used_proofs (
    id TEXT NOT NULL PRIMARY KEY,
    -- The session or the account that gave it.
    holder TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX used_proofs_expired ON used_proofs (expires_at);
CREATE INDEX used_proofs_of_holder ON used_proofs (holder);
