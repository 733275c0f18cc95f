//! Adds and reads sessions. `generations.rs` advances them, `revocation.rs` ends them.

use std::collections::HashMap;

use super::{
    Store, StoreError, User,
    device_binding::binding,
    dialect::{Columns, Link, Pools},
    generations::{generation, rows},
    group_commit::Answer,
    users::role,
};
use crate::{
    ids::{SessionId, UserId},
    rules::{
        clock::Timestamp,
        device_binding::Binding,
        rotation::suspicion::{Caller, Suspicion},
    },
    sensitive::Sensitive,
    session::Generation,
};

pub use super::revocation::RevocationReason;

/// A session: the secret of its refresh tokens, and their generation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRecord {
    /// UUID v7.
    pub id: SessionId,
    /// The id of its user.
    pub user_id: UserId,
    /// The session's own half of the key of its refresh tokens: 32 random bytes.
    pub secret: Sensitive<Vec<u8>>,
    /// The generation of the current refresh token; the first is 1.
    pub generation: Generation,
    /// The first use of the current generation.
    pub used_at: Option<Timestamp>,
    /// The time of the sign-in.
    pub created_at: Timestamp,
    /// The time at which the current generation was issued.
    pub refreshed_at: Timestamp,
    /// The absolute end of the session.
    pub expires_at: Timestamp,
    /// The time of the revocation.
    pub revoked_at: Option<Timestamp>,
    /// The reason of the revocation; set exactly if `revoked_at` is.
    pub revoked_reason: Option<RevocationReason>,
    /// The address of the sign-in; empty if unknown.
    pub ip: String,
    /// The `User-Agent` of the sign-in; empty if none was sent.
    pub user_agent: String,
    /// The method of the sign-in: `password`, or `email` for a code or a link.
    pub method: String,
    /// When its person has last proven to be the account's owner.
    pub proved_at: Timestamp,
}

/// `SELECT` all columns of sessions `s`, `$more`, and what follows.
macro_rules! select_sessions {
    ($more:literal $rest:expr) => {
        concat!(
            "SELECT s.id, s.user_id, s.secret, s.generation, s.used_at, s.created_at, s.refreshed_at, s.expires_at, ",
            "s.revoked_at, s.revoked_reason, s.ip, s.user_agent, s.method, COALESCE(s.proved_at, s.created_at) AS proved_at",
            $more,
            " FROM sessions s ",
            $rest
        )
    };
}

/// The data that a refresh reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionOfUser {
    /// The session.
    pub session: SessionRecord,
    /// Its user.
    pub user: User,
    /// The client of the last rotation; `None` before the first rotation.
    pub rotated_by: Option<Caller>,
    /// The suspicious replays so far.
    pub suspicion: Suspicion,
    /// The device that the session is bound to.
    pub binding: Option<Binding>,
}

impl SessionOfUser {
    /// Returns whether the session was ended, or its user disabled.
    pub const fn is_revoked(&self) -> bool {
        self.session.revoked_at.is_some() || self.user.disabled_at.is_some()
    }
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

    /// Returns the session with this id, also if revoked or expired.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn session(&self, id: &SessionId) -> Result<Option<SessionRecord>, StoreError> {
        let mut db = self.read().await?;
        fetch_optional!(db, session, select_sessions!("" "WHERE s.id = $1"), id)
    }

    /// Notes that the person of a session has proven to be the account's owner, and returns the session with its user; `None` if it
    /// has ended.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn prove_session(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> Result<Option<SessionOfUser>, StoreError> {
        let sql = "UPDATE sessions SET proved_at = $2 WHERE id = $1 AND revoked_at IS NULL";
        let is_there = {
            let mut db = self.write().await?;
            execute!(db, sql, id, now)? == 1
        };
        if is_there {
            self.session_and_user(id).await
        } else {
            Ok(None)
        }
    }

    /// Returns the session with this id, also if revoked or expired, and its user.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn session_and_user(
        &self,
        id: &SessionId,
    ) -> Result<Option<SessionOfUser>, StoreError> {
        self.lookups.ask(id.to_owned()).await
    }

    /// Returns at most `limit` sessions of a user, including revoked and expired ones, the newest first. `before` is the time and
    /// id of the previous page's last one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn sessions_of(
        &self,
        user_id: &UserId,
        limit: i64,
        before: Option<(Timestamp, &str)>,
    ) -> Result<Vec<SessionRecord>, StoreError> {
        let sql = select_sessions!("" "WHERE s.user_id = $1 AND (s.created_at, s.id) < ($2, $3) ORDER BY s.created_at DESC, s.id DESC LIMIT +$4");
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

/// Finds the session of each id. An unreadable row fails only its own caller.
pub(super) async fn sessions_and_users(
    pools: Pools,
    ids: Vec<SessionId>,
) -> Result<Vec<Answer<Option<SessionOfUser>>>, StoreError> {
    macro_rules! select {
        ($ids:literal) => {
            select_sessions!(", u.email, u.name, u.role, u.created_at AS user_created_at, u.disabled_at, \
                s.rotated_network, s.rotated_software, s.suspected_generation, s.suspected_run, \
                s.bound_key, s.bound_by, s.grace_began_at, s.copy_told_at"
                concat!("JOIN users u ON u.id = s.user_id WHERE s.id IN (SELECT value FROM ", $ids, ")"))
        };
    }
    let sql = pools.text(
        select!("json_each($1)"),
        select!("json_array_elements_text($1::json)"),
    );
    let mut db = pools.read().await?;
    let found = |row: &dyn Columns| Ok((row.text("id")?.into(), session_and_user(row)));
    let found: Result<HashMap<SessionId, Answer<SessionOfUser>>, StoreError> =
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
        "id, user_id, secret, generation, used_at, created_at, refreshed_at, expires_at, revoked_at, revoked_reason, ip, user_agent, method, proved_at"
    };
}

/// Inserts a session with its columns as `$1` to `$14`, and more values after them. Returns the number of added rows.
macro_rules! bind_session {
    ($db:expr, $sql:expr, $session:expr $(, $more:expr)*) => {{
        let s: &$crate::store::SessionRecord = $session;
        let generation = $crate::store::generations::signed(s.generation)?;
        let reason = s.revoked_reason.map($crate::store::RevocationReason::as_str);
        execute!(
            $db, $sql, &s.id, &s.user_id, s.secret.expose(), generation, s.used_at, s.created_at, s.refreshed_at, s.expires_at, s.revoked_at,
            reason, &s.ip, &s.user_agent, &s.method, s.proved_at $(, $more)*
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
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
    );
    bind_session!(*db, sql, session);
    Ok(())
}

fn session(row: &dyn Columns) -> Result<SessionRecord, StoreError> {
    Ok(SessionRecord {
        id: row.text("id")?.into(),
        user_id: row.text("user_id")?.into(),
        secret: row.bytes("secret")?.into(),
        generation: generation(row.number("generation")?)?,
        used_at: row.optional_time("used_at")?,
        created_at: row.time("created_at")?,
        refreshed_at: row.time("refreshed_at")?,
        expires_at: row.time("expires_at")?,
        revoked_at: row.optional_time("revoked_at")?,
        revoked_reason: row
            .optional_text("revoked_reason")?
            .map(|word| {
                RevocationReason::parse(&word).ok_or(StoreError::Corrupt("sessions.revoked_reason"))
            })
            .transpose()?,
        ip: row.text("ip")?,
        user_agent: row.text("user_agent")?,
        method: row.text("method")?,
        proved_at: row.time("proved_at")?,
    })
}

fn session_and_user(row: &dyn Columns) -> Result<SessionOfUser, StoreError> {
    let user = User {
        id: row.text("user_id")?.into(),
        email: row.text("email")?,
        name: row.text("name")?,
        role: role(&row.text("role")?)?,
        created_at: row.time("user_created_at")?,
        disabled_at: row.optional_time("disabled_at")?,
    };
    let network = row.optional_text("rotated_network")?;
    let rotated_by = network
        .zip(row.optional_text("rotated_software")?)
        .map(|(network, software)| Caller { network, software });
    let suspected = match row.number("suspected_generation")? {
        0 => None,
        number => Some(generation(number)?),
    };
    let run = row
        .number("suspected_run")?
        .try_into()
        .map_err(|_| StoreError::Corrupt("sessions.suspected_run"))?;
    Ok(SessionOfUser {
        session: session(row)?,
        user,
        rotated_by,
        suspicion: Suspicion {
            generation: suspected,
            run,
        },
        binding: binding(row)?,
    })
}
