//! The table of the notes. Every statement names the owner: only the owner can read or delete a note.

use crate::{
    execute, fetch_optional, fetch_page,
    ids::UserId,
    rules::clock::Timestamp,
    store::{
        Migrations, Store, StoreError,
        dialect::{Columns, Link, Transaction},
        new_id, rfc3339,
        values::id_column,
    },
};

use super::note::{Note, NoteId};

id_column!(NoteId);

/// The migrations of the notes.
pub const MIGRATIONS: Migrations = Migrations {
    feature: "notes",
    sqlite: &[
        (
            "0001_notes",
            include_str!("migrations/sqlite/0001_notes.sql"),
        ),
        (
            "0002_deleted",
            include_str!("migrations/sqlite/0002_deleted.sql"),
        ),
    ],
    postgres: &[
        (
            "0001_notes",
            include_str!("migrations/postgres/0001_notes.sql"),
        ),
        (
            "0002_deleted",
            include_str!("migrations/postgres/0002_deleted.sql"),
        ),
    ],
};

/// The idempotency key of a note, and the digest of what was sent.
#[derive(Clone, Copy, Debug)]
pub struct NoteKey<'a> {
    /// The key, unique for its user.
    pub key: &'a str,
    /// SHA-256 of the text.
    pub digest: &'a [u8],
}

/// The outcome of adding a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    /// The note exists, added by this request or by an earlier one with the same key.
    Note(Note),
    /// The key belongs to another text. Nothing was written.
    KeyReused,
    /// The user already has the maximum number of notes. Nothing was written.
    QuotaExceeded,
}

/// Returns at most `limit` of a user's notes with their creation time, newest first: those before `before`, the time
/// and id of the last note of another page. Skips a row that cannot be read.
///
/// # Errors
/// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
pub async fn notes_of(
    store: &Store,
    user_id: &UserId,
    limit: i64,
    before: Option<(Timestamp, &str)>,
) -> Result<Vec<(Timestamp, Note)>, StoreError> {
    let sql = "SELECT id, text, created_at FROM notes WHERE user_id = $1 AND (created_at, id) < ($2, $3) \
        AND deleted_at IS NULL ORDER BY created_at DESC, id DESC LIMIT +$4";
    let mut db = store.read().await?;
    fetch_page!(
        db,
        "notes",
        "created_at",
        dated,
        sql,
        user_id,
        limit,
        before
    )
}

/// Like [`notes_of`], but returns only the notes that contain `words`, in whatever case. Reads every note of the user,
/// whose number the quota bounds.
///
/// # Errors
/// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
pub async fn search_notes(
    store: &Store,
    user_id: &UserId,
    words: &str,
    limit: i64,
    before: Option<(Timestamp, &str)>,
) -> Result<Vec<(Timestamp, Note)>, StoreError> {
    let mut db = store.read().await?;
    // SQLite's LIKE ignores the case of ASCII.
    let sql = db.text(
        "SELECT id, text, created_at FROM notes WHERE user_id = $1 AND (created_at, id) < ($2, $3) \
            AND deleted_at IS NULL AND text LIKE $5 ESCAPE '\\' ORDER BY created_at DESC, id DESC LIMIT +$4",
        "SELECT id, text, created_at FROM notes WHERE user_id = $1 AND (created_at, id) < ($2, $3) \
            AND deleted_at IS NULL AND text ILIKE $5 ESCAPE '\\' ORDER BY created_at DESC, id DESC LIMIT +$4",
    );
    let pattern = pattern(words);
    fetch_page!(
        db,
        "notes",
        "created_at",
        dated,
        sql,
        user_id,
        limit,
        before,
        &pattern
    )
}

/// Returns the pattern of texts that contain `words` literally.
fn pattern(words: &str) -> String {
    let mut pattern = String::from("%");
    for letter in words.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// Adds a note for a user who has fewer than `quota`. Idempotent for each key, across requests and server instances.
///
/// # Errors
/// [`StoreError::Refused`] when there is no such user, [`StoreError::Unavailable`].
pub async fn add_note(
    store: &Store,
    user_id: &UserId,
    text: &str,
    key: Option<NoteKey<'_>>,
    quota: i64,
    now: Timestamp,
) -> Result<Added, StoreError> {
    let note = |id: NoteId, at| {
        Added::Note(Note {
            id,
            text: text.to_owned(),
            created_at: rfc3339(at),
        })
    };
    let id = NoteId::from(new_id());
    let mut transaction = store.begin().await?;
    lock_user(&mut transaction, user_id).await?;
    if let Some(NoteKey { key, digest }) = key {
        let sql = "INSERT INTO idempotency_keys (user_id, key, digest, note_id, created_at) VALUES ($1, $2, $3, $4, $5) \
            ON CONFLICT DO NOTHING";
        if execute!(transaction, sql, user_id, key, digest, &id, now)? == 0 {
            let sql = "SELECT digest, note_id, created_at FROM idempotency_keys WHERE user_id = $1 AND key = $2";
            let answered = |row: &dyn Columns| {
                Ok((
                    row.bytes("digest")?,
                    NoteId::from(row.text("note_id")?),
                    row.time("created_at")?,
                ))
            };
            let answered: Option<(Vec<u8>, NoteId, Timestamp)> =
                fetch_optional!(transaction, answered, sql, user_id, key)?;
            return match answered {
                Some((before, id, at)) if before == digest => Ok(note(id, at)),
                Some(_) => Ok(Added::KeyReused),
                // Purged between the two statements.
                None => Err(StoreError::Duplicate),
            };
        }
    }
    let sql = "INSERT INTO notes (id, user_id, text, created_at) SELECT $1, $2, $3, $4 \
        WHERE (SELECT count(*) FROM (SELECT 1 FROM notes WHERE user_id = $2 AND deleted_at IS NULL LIMIT +$5) AS held) < $5";
    if execute!(transaction, sql, &id, user_id, text, now, quota)? == 0 {
        return Ok(Added::QuotaExceeded);
    }
    transaction.commit().await?;
    Ok(note(id, now))
}

/// Replaces the text of one of a user's notes. Returns `None` if the user has no such note, even if another user has.
///
/// # Errors
/// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
pub async fn edit_note(
    store: &Store,
    user_id: &UserId,
    id: &NoteId,
    text: &str,
) -> Result<Option<Note>, StoreError> {
    let sql = "UPDATE notes SET text = $3 WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL RETURNING id, text, created_at";
    let mut db = store.write().await?;
    fetch_optional!(db, note, sql, user_id, id, text)
}

/// Deletes one of a user's notes. Returns false if the user has no such note, even if another user has. The row stays until
/// [`purge_notes`].
///
/// # Errors
/// [`StoreError::Unavailable`].
pub async fn delete_note(
    store: &Store,
    user_id: &UserId,
    id: &NoteId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let sql =
        "UPDATE notes SET deleted_at = $3 WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL";
    let mut db = store.write().await?;
    Ok(execute!(db, sql, user_id, id, now)? == 1)
}

/// The outcome of restoring a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Restored {
    /// The note is back.
    Note(Note),
    /// There is no such note, or it was not deleted.
    Missing,
    /// The user has written so many notes since that there is no room.
    QuotaExceeded,
}

/// Restores a deleted note of a user who has fewer than `quota`.
///
/// # Errors
/// [`StoreError::Refused`] when there is no such user, [`StoreError::Unavailable`].
pub async fn restore_note(
    store: &Store,
    user_id: &UserId,
    id: &NoteId,
    quota: i64,
) -> Result<Restored, StoreError> {
    let mut transaction = store.begin().await?;
    lock_user(&mut transaction, user_id).await?;
    let sql = "UPDATE notes SET deleted_at = NULL WHERE user_id = $1 AND id = $2 AND deleted_at IS NOT NULL \
        RETURNING id, text, created_at";
    let Some(restored) = fetch_optional!(transaction, note, sql, user_id, id)? else {
        return Ok(Restored::Missing);
    };
    let sql = "SELECT count(*) AS held FROM (SELECT 1 FROM notes WHERE user_id = $1 AND deleted_at IS NULL LIMIT +$2) AS held";
    let held: Option<i64> = fetch_optional!(
        transaction,
        |row: &dyn Columns| row.number("held"),
        sql,
        user_id,
        quota + 1
    )?;
    if held.is_some_and(|held| held > quota) {
        return Ok(Restored::QuotaExceeded);
    }
    transaction.commit().await?;
    Ok(Restored::Note(restored))
}

/// Removes up to `limit` notes that were deleted before `before`. Returns their number.
///
/// # Errors
/// [`StoreError::Unavailable`].
pub async fn purge_notes(store: &Store, before: Timestamp, limit: i64) -> Result<u64, StoreError> {
    let sql = "DELETE FROM notes WHERE id IN (SELECT id FROM notes WHERE deleted_at < $1 ORDER BY deleted_at LIMIT +$2)";
    let mut db = store.write().await?;
    execute!(db, sql, before, limit)
}

/// Serialises writes for each user: a count must include concurrent additions.
async fn lock_user(transaction: &mut Transaction, user_id: &UserId) -> Result<(), StoreError> {
    let sql = transaction.text(
        "SELECT id FROM users WHERE id = $1",
        "SELECT id FROM users WHERE id = $1 FOR NO KEY UPDATE",
    );
    let user: Option<String> = fetch_optional!(
        *transaction,
        |row: &dyn Columns| row.text("id"),
        sql,
        user_id
    )?;
    user.map(drop)
        .ok_or(StoreError::Refused("a note of nobody"))
}

/// Adds a note without a quota or an idempotency key.
///
/// # Errors
/// [`StoreError::Refused`] when there is no such user, [`StoreError::Unavailable`].
pub async fn insert_note(
    db: &mut impl Link,
    user_id: &UserId,
    text: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    execute!(
        *db,
        "INSERT INTO notes (id, user_id, text, created_at) VALUES ($1, $2, $3, $4)",
        new_id(),
        user_id,
        text,
        at
    )?;
    Ok(())
}

fn dated(row: &dyn Columns) -> Result<(Timestamp, Note), StoreError> {
    Ok((row.time("created_at")?, note(row)?))
}

fn note(row: &dyn Columns) -> Result<Note, StoreError> {
    Ok(Note {
        id: row.text("id")?.into(),
        text: row.text("text")?,
        created_at: rfc3339(row.time("created_at")?),
    })
}
