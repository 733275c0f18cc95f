-- One text for both databases.
CREATE TABLE guestbook_entries (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    words TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX guestbook_entries_of_user ON guestbook_entries (user_id, created_at, id);
