//! The mail that is to be sent. A row is written in the transaction of what caused it, claimed with a lease by one instance, and kept
//! without its content once it is sent.

use super::{
    Event, Store, StoreError,
    dialect::{Columns, Link},
    events::insert_event,
};
use crate::{
    ids::{MailId, UserId},
    rules::clock::{Millis, Timestamp},
};

/// A mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailRow {
    /// UUID v7.
    pub id: MailId,
    /// What it is about.
    pub kind: String,
    /// The address.
    pub recipient: String,
    /// The account that it is about.
    pub user_id: Option<UserId>,
    /// The language, as a tag.
    pub locale: String,
    /// What it tells, sealed; `None` once it was sent.
    pub content: Option<Vec<u8>>,
    /// When it was caused.
    pub created_at: Timestamp,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// When it was given up.
    pub dead_at: Option<Timestamp>,
}

/// What became of a try to send a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailResult {
    /// The mail server has taken it. `keeps_content` is for the mailbox page.
    Sent {
        /// Whether what it tells is kept.
        keeps_content: bool,
    },
    /// To be tried again at this time.
    Later(Timestamp, String),
    /// Given up. What it tells is kept, so that an administrator can have it tried again.
    Dead(String),
}

/// The columns of a [`MailRow`].
macro_rules! MAIL_COLUMNS {
    () => {
        "id, kind, recipient, user_id, locale, content, created_at, attempts, sent_at, dead_at"
    };
}

/// A mail that tells the owner of an account of something that was done. It is not written where the account has had `most` of
/// its kind since `since`.
#[derive(Clone, Debug)]
pub struct Notice {
    /// The mail.
    pub mail: MailRow,
    /// The most of its kind.
    pub most: i64,
    /// From when on they count.
    pub since: Timestamp,
}

impl Store {
    /// Returns up to `limit` mails that are due, the oldest first, and leases them for `lease`: no other instance gets them before
    /// it is over.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn claim_mails(
        &self,
        limit: i64,
        lease: Millis,
        now: Timestamp,
    ) -> Result<Vec<MailRow>, StoreError> {
        macro_rules! claim {
            ($lock:literal) => {
                concat!(
                    "UPDATE outbox SET next_at = $2, attempts = attempts + 1 WHERE id IN (",
                    "SELECT id FROM outbox WHERE sent_at IS NULL AND dead_at IS NULL AND next_at <= $1 ORDER BY next_at LIMIT $3",
                    $lock,
                    ") RETURNING ",
                    MAIL_COLUMNS!()
                )
            };
        }
        let mut db = self.write().await?;
        let sql = db.text(claim!(""), claim!(" FOR UPDATE SKIP LOCKED"));
        fetch_all!(db, mail, sql, now, now + lease, limit)
    }

    /// Returns whether a mail is due, without a lock.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn has_due_mail(&self, now: Timestamp) -> Result<bool, StoreError> {
        let mut db = self.read().await?;
        let sql = "SELECT id FROM outbox WHERE sent_at IS NULL AND dead_at IS NULL AND next_at <= $1 LIMIT 1";
        let found: Option<String> =
            fetch_optional!(db, |row: &dyn Columns| row.text("id"), sql, now)?;
        Ok(found.is_some())
    }

    /// Writes what became of a try. A mail that was sent stays sent, also where another instance took the lease over and failed.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn finish_mail(
        &self,
        id: &MailId,
        result: &MailResult,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut db = self.write().await?;
        match result {
            MailResult::Sent {
                keeps_content: true,
            } => execute!(
                db,
                "UPDATE outbox SET sent_at = $2, dead_at = NULL, failure = NULL WHERE id = $1",
                id,
                now
            )?,
            MailResult::Sent {
                keeps_content: false,
            } => execute!(
                db,
                "UPDATE outbox SET sent_at = $2, dead_at = NULL, failure = NULL, content = NULL WHERE id = $1",
                id,
                now
            )?,
            MailResult::Later(at, failure) => execute!(
                db,
                "UPDATE outbox SET next_at = $2, failure = $3 WHERE id = $1 AND sent_at IS NULL",
                id,
                at,
                failure
            )?,
            MailResult::Dead(failure) => execute!(
                db,
                "UPDATE outbox SET dead_at = $2, failure = $3 WHERE id = $1 AND sent_at IS NULL",
                id,
                now,
                failure
            )?,
        };
        Ok(())
    }

    /// Returns at most `limit` mails that were given up and can be tried again, with the reason, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn dead_mails(&self, limit: i64) -> Result<Vec<(MailRow, String)>, StoreError> {
        let mut db = self.read().await?;
        let sql = concat!(
            "SELECT ",
            MAIL_COLUMNS!(),
            ", failure FROM outbox WHERE dead_at IS NOT NULL ORDER BY created_at DESC, id DESC LIMIT $1"
        );
        let read = |row: &dyn Columns| {
            Ok((
                mail(row)?,
                row.optional_text("failure")?.unwrap_or_default(),
            ))
        };
        fetch_all!(db, read, sql, limit)
    }

    /// Lets a mail be tried again that was given up: once, if it is a day old, and not if its code has expired. Returns false if there
    /// is none.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn revive_mail(&self, id: &MailId, now: Timestamp) -> Result<bool, StoreError> {
        let mut db = self.write().await?;
        let sql = "UPDATE outbox SET dead_at = NULL, next_at = $2, attempts = 0 WHERE id = $1 AND dead_at IS NOT NULL";
        Ok(execute!(db, sql, id, now)? == 1)
    }

    /// Returns the mail with this id.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn mail_by_id(&self, id: &MailId) -> Result<Option<MailRow>, StoreError> {
        let mut db = self.read().await?;
        let sql = concat!("SELECT ", MAIL_COLUMNS!(), " FROM outbox WHERE id = $1");
        fetch_optional!(db, mail, sql, id)
    }

    /// Returns the latest `limit` mails, the newest first. For the mailbox page of a development server.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn latest_mails(&self, limit: i64) -> Result<Vec<MailRow>, StoreError> {
        let mut db = self.read().await?;
        let sql = concat!(
            "SELECT ",
            MAIL_COLUMNS!(),
            " FROM outbox ORDER BY created_at DESC, id DESC LIMIT $1"
        );
        fetch_all!(db, mail, sql, limit)
    }

    /// Deletes every mail.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn clear_mails(&self) -> Result<(), StoreError> {
        let mut db = self.write().await?;
        execute!(db, "DELETE FROM outbox")?;
        Ok(())
    }

    /// Deletes up to `limit` mails from before `before`. Returns their number.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn purge_mails(&self, before: Timestamp, limit: i64) -> Result<u64, StoreError> {
        let sql = "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE created_at < $1 ORDER BY created_at LIMIT $2)";
        let mut db = self.write().await?;
        execute!(db, sql, before, limit.max(0))
    }
}

/// Adds an event, and the notice that tells its user of it.
pub(super) async fn insert_told_event(
    db: &mut impl Link,
    event: &Event,
    notice: Option<&Notice>,
) -> Result<(), StoreError> {
    insert_event(db, event).await?;
    if let Some(notice) = notice {
        insert_notice(db, notice).await?;
    }
    Ok(())
}

/// Adds a notice, in the transaction of what it tells of.
pub(super) async fn insert_notice(db: &mut impl Link, notice: &Notice) -> Result<(), StoreError> {
    let Notice { mail, most, since } = notice;
    let sql =
        "SELECT COUNT(*) AS mails FROM outbox WHERE user_id = $1 AND kind = $2 AND created_at > $3";
    let read = |row: &dyn Columns| row.number("mails");
    let before: Option<i64> =
        fetch_optional!(*db, read, sql, mail.user_id.as_ref(), &mail.kind, *since)?;
    if before.unwrap_or_default() >= *most {
        return Ok(());
    }
    insert_mail(db, mail).await
}

pub(super) async fn insert_mail(db: &mut impl Link, mail: &MailRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO outbox (id, kind, recipient, user_id, locale, content, created_at, next_at, attempts) \
        VALUES ($1, $2, $3, $4, COALESCE((SELECT locale FROM users WHERE id = $4), $5), $6, $7, $7, 0)";
    execute!(
        *db,
        sql,
        &mail.id,
        &mail.kind,
        &mail.recipient,
        mail.user_id.as_ref(),
        &mail.locale,
        mail.content.as_deref(),
        mail.created_at
    )?;
    Ok(())
}

fn mail(row: &dyn Columns) -> Result<MailRow, StoreError> {
    Ok(MailRow {
        id: row.text("id")?.into(),
        kind: row.text("kind")?,
        recipient: row.text("recipient")?,
        user_id: row.optional_text("user_id")?.map(Into::into),
        locale: row.text("locale")?,
        content: row.optional_bytes("content")?,
        created_at: row.time("created_at")?,
        attempts: row.number("attempts")?,
        sent_at: row.optional_time("sent_at")?,
        dead_at: row.optional_time("dead_at")?,
    })
}
