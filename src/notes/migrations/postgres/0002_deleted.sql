-- A note that was deleted can be restored for a short time.
ALTER TABLE notes ADD COLUMN deleted_at BIGINT;
CREATE INDEX notes_deleted ON notes (deleted_at) WHERE deleted_at IS NOT NULL;
