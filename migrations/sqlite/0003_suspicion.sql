-- Who rotated last, and what was noticed of replays by somebody else: see auth/rotation/suspicion.rs.
ALTER TABLE sessions ADD COLUMN rotated_network TEXT;
ALTER TABLE sessions ADD COLUMN rotated_software TEXT;
ALTER TABLE sessions ADD COLUMN suspected_generation INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN suspected_run INTEGER NOT NULL DEFAULT 0;
