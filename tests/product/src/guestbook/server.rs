//! The server's half: the table, what may be done with it, and the REST route.

use axum::{Json, extract::State};
use futures::future::BoxFuture;
use latchkey::{
    error::AppError,
    execute, fetch_page,
    ids::UserId,
    input::bounded,
    rules::clock::Timestamp,
    services::{Cursor, Domain, ExportedRow, export_row},
    session::Claims,
    store::{Migrations, Store, StoreError, dialect::Columns, new_id},
    web::{
        AppState, Registry, ServerFeature, SignedIn,
        failures::{DatabaseAway, NotSignedIn},
    },
};
use utoipa_axum::routes;

use super::{Entry, Guestbook};

const MIGRATIONS: Migrations = Migrations {
    feature: "guestbook",
    sqlite: &[("0001_entries", include_str!("0001_entries.sql"))],
    postgres: &[("0001_entries", include_str!("0001_entries.sql"))],
};

/// The longest entry, in characters.
const WORDS_MAX: usize = 200;

impl ServerFeature for Guestbook {
    fn register(server: &mut Registry) {
        server
            .migrations(&MIGRATIONS)
            .api(routes!(list))
            .export::<Entry>("guestbook", "All entries, newest first.", export);
    }
}

/// A user's entries, the newest first.
pub async fn entries(domain: &Domain, claims: &Claims) -> Result<Vec<Entry>, AppError> {
    let rows = read(domain.store(), &claims.sub, 50, None).await?;
    Ok(rows.into_iter().map(|(_, entry)| entry).collect())
}

/// Writes an entry.
pub async fn sign(domain: &Domain, claims: &Claims, words: &str) -> Result<Entry, AppError> {
    let words = bounded(words.trim(), WORDS_MAX, |words| words.chars().count())
        .map_err(|code| AppError::field("words", code))?;
    domain.count_write(claims)?;
    let entry = Entry {
        id: new_id(),
        words: words.to_owned(),
    };
    let sql =
        "INSERT INTO guestbook_entries (id, user_id, words, created_at) VALUES ($1, $2, $3, $4)";
    let mut db = domain.store().write().await?;
    execute!(db, sql, &entry.id, &claims.sub, words, domain.now())?;
    Ok(entry)
}

/// The signed-in user's entries
#[utoipa::path(
    get,
    path = "/api/guestbook",
    operation_id = "list_entries",
    tag = "guestbook",
    security(("bearer" = []), ("claims_cookie" = [], "proof_cookie" = [])),
    responses((status = 200, description = "The newest fifty.", body = [Entry]), NotSignedIn, DatabaseAway),
)]
async fn list(
    State(state): State<AppState>,
    SignedIn(claims): SignedIn,
) -> Result<Json<Vec<Entry>>, AppError> {
    Ok(Json(entries(&state.domain, &claims).await?))
}

async fn read(
    store: &Store,
    user_id: &UserId,
    limit: i64,
    before: Option<Cursor<'_>>,
) -> Result<Vec<(Timestamp, Entry)>, StoreError> {
    let sql = "SELECT id, words, created_at FROM guestbook_entries WHERE user_id = $1 AND (created_at, id) < ($2, $3) \
        ORDER BY created_at DESC, id DESC LIMIT +$4";
    let entry = |row: &dyn Columns| {
        let (id, words) = (row.text("id")?, row.text("words")?);
        Ok::<_, StoreError>((row.time("created_at")?, Entry { id, words }))
    };
    let mut db = store.read().await?;
    fetch_page!(
        db,
        "guestbook_entries",
        "created_at",
        entry,
        sql,
        user_id,
        limit,
        before
    )
}

fn export<'a>(
    store: &'a Store,
    user_id: &'a UserId,
    limit: i64,
    before: Option<Cursor<'a>>,
) -> BoxFuture<'a, Result<Vec<ExportedRow>, AppError>> {
    Box::pin(async move {
        let entries = read(store, user_id, limit, before).await?;
        entries
            .into_iter()
            .map(|(at, entry)| export_row(at, &entry.id, &entry))
            .collect()
    })
}
