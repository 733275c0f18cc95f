-- A database that is older than this folder has the table already.
CREATE TABLE IF NOT EXISTS notes (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS notes_of_user ON notes (user_id, created_at, id);
