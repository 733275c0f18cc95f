-- A note that is sent twice is one note: the key of its form, and what it was answered with. Kept for about a day.
CREATE TABLE idempotency_keys (
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    key TEXT COLLATE "C" NOT NULL,
    -- SHA-256 of the note's text, which is gone when the note is.
    digest BYTEA NOT NULL CHECK (length(digest) = 32),
    note_id TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
