-- When the owner of the account said that an event was their own doing.
ALTER TABLE events ADD COLUMN confirmed_at INTEGER;
