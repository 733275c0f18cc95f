//! Sessions as rows: making them and reading them. How they advance is in `generations.rs`, how they end in `revocation.rs`.

use std::collections::HashMap;

use super::{
    Store, StoreError, User,
    dialect::{Columns, Link, Pools},
    generations::rows,
    shared::Answer,
    users::role,
};
use crate::{
    rules::{
        clock::Millis,
        rotation::suspicion::{Caller, Suspicion},
    },
    sensitive::Sensitive,
};

pub use super::revocation::RevocationReason;

/// A session: what its refresh tokens are derived from, and how far they have come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRecord {
    /// UUID v7.
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// The session's own half of the key that its refresh tokens are derived under: 32 random bytes.
    pub secret: Sensitive<Vec<u8>>,
    /// The generation of the current refresh token; the first is 1.
    pub generation: u64,
    /// When the current generation was first used.
    pub used_at: Option<Millis>,
    /// When the person signed in.
    pub created_at: Millis,
    /// When the current generation was issued.
    pub refreshed_at: Millis,
    /// When the session ends, whatever happens.
    pub expires_at: Millis,
    /// When the session was ended.
    pub revoked_at: Option<Millis>,
    /// Why the session was ended; there exactly when `revoked_at` is.
    pub revoked_reason: Option<RevocationReason>,
    /// The address that the person signed in from; empty when unknown.
    pub ip: String,
    /// The `User-Agent` that the person signed in with; empty when it sent none.
    pub user_agent: String,
    /// How the person signed in: `password`.
    pub method: String,
}

/// `SELECT` all columns of sessions `s`, `$more`, and what follows.
macro_rules! select_sessions {
    ($more:literal $rest:expr) => {
        concat!(
            "SELECT s.id, s.user_id, s.secret, s.generation, s.used_at, s.created_at, s.refreshed_at, s.expires_at, ",
            "s.revoked_at, s.revoked_reason, s.ip, s.user_agent, s.method",
            $more,
            " FROM sessions s ",
            $rest
        )
    };
}

/// All that a refresh reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionOfUser {
    /// The session.
    pub session: SessionRecord,
    /// Whose it is, without the `password_hash`.
    pub user: User,
    /// Who rotated last; `None` before the first rotation.
    pub rotated_by: Option<Caller>,
    /// What was noticed of replays by somebody else.
    pub suspicion: Suspicion,
}

impl Store {
    /// Adds a session.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when there is no such user or the secret is not 32 bytes long, [`StoreError::Duplicate`] when the id is taken,
    /// [`StoreError::Unavailable`].
    pub async fn create_session(&self, session: &SessionRecord) -> Result<(), StoreError> {
        insert_session(&mut self.write().await?, session).await
    }

    /// The session with this id, revoked and expired ones too.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn session(&self, id: &str) -> Result<Option<SessionRecord>, StoreError> {
        let mut db = self.read().await?;
        fetch_optional!(db, session, select_sessions!("" "WHERE s.id = $1"), id)
    }

    /// The session with this id, revoked and expired ones too, and whose it is: all that a refresh reads. The user's `password_hash`
    /// is not read.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn session_and_user(&self, id: &str) -> Result<Option<SessionOfUser>, StoreError> {
        self.lookups.ask(id.to_owned()).await
    }

    /// At most `limit` sessions of a user, revoked and expired ones too, the newest first; those before `before`, the time and id of the
    /// last one of another page. One that does not read is skipped.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn sessions_of(
        &self,
        user_id: &str,
        limit: i64,
        before: Option<(Millis, &str)>,
    ) -> Result<Vec<SessionRecord>, StoreError> {
        let sql = select_sessions!("" "WHERE s.user_id = $1 AND (s.created_at, s.id) < ($2, $3) ORDER BY s.created_at DESC, s.id DESC LIMIT $4");
        let mut db = self.read().await?;
        fetch_page!(
            db,
            "sessions",
            "created_at",
            session,
            sql,
            user_id,
            limit,
            before
        )
    }
}

/// Finds the session of each id. A row that does not read is the failure of whoever asked for it, and of nobody else.
pub(super) async fn sessions_and_users(
    pools: Pools,
    ids: Vec<String>,
) -> Result<Vec<Answer<Option<SessionOfUser>>>, StoreError> {
    macro_rules! select {
        ($ids:literal) => {
            select_sessions!(", u.email, u.name, u.role, u.created_at AS user_created_at, u.disabled_at, \
                s.rotated_network, s.rotated_software, s.suspected_generation, s.suspected_run"
                concat!("JOIN users u ON u.id = s.user_id WHERE s.id IN (SELECT value FROM ", $ids, ")"))
        };
    }
    let sql = pools.text(
        select!("json_each($1)"),
        select!("json_array_elements_text($1::json)"),
    );
    let mut db = pools.read().await?;
    let found = |row: &dyn Columns| Ok((row.text("id")?, session_and_user(row)));
    let found: Result<HashMap<String, Answer<SessionOfUser>>, StoreError> =
        fetch_all!(db, found, sql, rows(&ids)?);
    let found = found?;
    // The same id may have been asked for more than once.
    Ok(ids
        .iter()
        .map(|id| found.get(id).cloned().transpose())
        .collect())
}

/// The columns of a session, in the order in which [`bind_session`] binds them.
macro_rules! SESSION_COLUMNS {
    () => {
        "id, user_id, secret, generation, used_at, created_at, refreshed_at, expires_at, revoked_at, revoked_reason, ip, user_agent, method"
    };
}

/// Runs an insertion of a session with its columns as `$1` to `$13`, and more values after them; how many rows it added.
macro_rules! bind_session {
    ($db:expr, $sql:expr, $session:expr $(, $more:expr)*) => {{
        let s: &$crate::store::SessionRecord = $session;
        let generation = $crate::store::generations::signed(s.generation)?;
        let reason = s.revoked_reason.map($crate::store::RevocationReason::as_str);
        execute!(
            $db, $sql, &s.id, &s.user_id, s.secret.expose(), generation, s.used_at, s.created_at, s.refreshed_at, s.expires_at, s.revoked_at,
            reason, &s.ip, &s.user_agent, &s.method $(, $more)*
        )?
    }};
}
pub(super) use {SESSION_COLUMNS, bind_session};

pub(super) async fn insert_session(
    db: &mut impl Link,
    session: &SessionRecord,
) -> Result<(), StoreError> {
    let sql = concat!(
        "INSERT INTO sessions (",
        SESSION_COLUMNS!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    );
    bind_session!(*db, sql, session);
    Ok(())
}

fn session(row: &dyn Columns) -> Result<SessionRecord, StoreError> {
    Ok(SessionRecord {
        id: row.text("id")?,
        user_id: row.text("user_id")?,
        secret: row.bytes("secret")?.into(),
        generation: row
            .number("generation")?
            .try_into()
            .map_err(|_| StoreError::Corrupt("sessions.generation"))?,
        used_at: row.optional_number("used_at")?,
        created_at: row.number("created_at")?,
        refreshed_at: row.number("refreshed_at")?,
        expires_at: row.number("expires_at")?,
        revoked_at: row.optional_number("revoked_at")?,
        revoked_reason: row
            .optional_text("revoked_reason")?
            .map(|word| {
                RevocationReason::parse(&word).ok_or(StoreError::Corrupt("sessions.revoked_reason"))
            })
            .transpose()?,
        ip: row.text("ip")?,
        user_agent: row.text("user_agent")?,
        method: row.text("method")?,
    })
}

fn session_and_user(row: &dyn Columns) -> Result<SessionOfUser, StoreError> {
    let user = User {
        id: row.text("user_id")?,
        email: row.text("email")?,
        name: row.text("name")?,
        role: role(&row.text("role")?)?,
        password_hash: None,
        created_at: row.number("user_created_at")?,
        disabled_at: row.optional_number("disabled_at")?,
    };
    let network = row.optional_text("rotated_network")?;
    let rotated_by = network
        .zip(row.optional_text("rotated_software")?)
        .map(|(network, software)| Caller { network, software });
    let generation = row
        .number("suspected_generation")?
        .try_into()
        .map_err(|_| StoreError::Corrupt("sessions.suspected_generation"))?;
    let run = row
        .number("suspected_run")?
        .try_into()
        .map_err(|_| StoreError::Corrupt("sessions.suspected_run"))?;
    Ok(SessionOfUser {
        session: session(row)?,
        user,
        rotated_by,
        suspicion: Suspicion { generation, run },
    })
}
