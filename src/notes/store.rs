//! The table of the notes. Every statement names the owner: only the owner can read or delete a note.

use crate::{
    execute, fetch_optional, fetch_page,
    ids::UserId,
    rules::clock::Timestamp,
    store::{
        Migrations, Store, StoreError,
        dialect::{Columns, Link},
        new_id, rfc3339,
        values::id_column,
    },
};

use super::note::{Note, NoteId};

id_column!(NoteId);

/// The migrations of the notes.
pub const MIGRATIONS: Migrations = Migrations {
    feature: "notes",
    sqlite: &[(
        "0001_notes",
        include_str!("migrations/sqlite/0001_notes.sql"),
    )],
    postgres: &[(
        "0001_notes",
        include_str!("migrations/postgres/0001_notes.sql"),
    )],
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
        ORDER BY created_at DESC, id DESC LIMIT +$4";
    let read = |row: &dyn Columns| Ok::<_, StoreError>((row.time("created_at")?, note(row)?));
    let mut db = store.read().await?;
    fetch_page!(db, "notes", "created_at", read, sql, user_id, limit, before)
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
    // Serialises writes for each user: the count must include concurrent additions.
    let sql = transaction.text(
        "SELECT id FROM users WHERE id = $1",
        "SELECT id FROM users WHERE id = $1 FOR NO KEY UPDATE",
    );
    let user: Option<String> = fetch_optional!(
        transaction,
        |row: &dyn Columns| row.text("id"),
        sql,
        user_id
    )?;
    user.ok_or(StoreError::Refused("a note of nobody"))?;
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
        WHERE (SELECT count(*) FROM (SELECT 1 FROM notes WHERE user_id = $2 LIMIT +$5) AS held) < $5";
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
    let sql =
        "UPDATE notes SET text = $3 WHERE user_id = $1 AND id = $2 RETURNING id, text, created_at";
    let mut db = store.write().await?;
    fetch_optional!(db, note, sql, user_id, id, text)
}

/// Deletes one of a user's notes. Returns false if the user has no such note, even if another user has.
///
/// # Errors
/// [`StoreError::Unavailable`].
pub async fn delete_note(store: &Store, user_id: &UserId, id: &NoteId) -> Result<bool, StoreError> {
    let mut db = store.write().await?;
    Ok(execute!(
        db,
        "DELETE FROM notes WHERE user_id = $1 AND id = $2",
        user_id,
        id
    )? == 1)
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

fn note(row: &dyn Columns) -> Result<Note, StoreError> {
    Ok(Note {
        id: row.text("id")?.into(),
        text: row.text("text")?,
        created_at: rfc3339(row.time("created_at")?),
    })
}
