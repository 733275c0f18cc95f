//! One-time codes: asking, finding and trying them; `redemption.rs` uses them. A row says for whom and for how long; digits and link are
//! derived from its id (`rules/one_time_code.rs`).

use super::{
    Fill, MailRow, Store, StoreError,
    dialect::{Columns, Link},
    outbox::insert_mail,
    sign_in_failures::fill,
};
use crate::{
    ids::{CodeId, UserId},
    rules::clock::Timestamp,
    sensitive::Sensitive,
};

/// The most codes of one address and purpose. The oldest go.
const KEPT: i64 = 5;

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodePurpose {
    /// To prove the address of a new account.
    SignUp,
    /// To set another password.
    Reset,
    /// To prove another address of an account.
    NewEmail,
    /// To make an account that an administrator wants.
    Invitation,
}

impl CodePurpose {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::SignUp => "sign_up",
            Self::Reset => "reset",
            Self::NewEmail => "new_email",
            Self::Invitation => "invitation",
        }
    }

    fn parse(word: &str) -> Result<Self, StoreError> {
        [Self::SignUp, Self::Reset, Self::NewEmail, Self::Invitation]
            .into_iter()
            .find(|purpose| purpose.as_str() == word)
            .ok_or(StoreError::Corrupt("codes.purpose"))
    }
}

/// A code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeRow {
    /// UUID v7.
    pub id: CodeId,
    /// What it is for.
    pub purpose: CodePurpose,
    /// The address that it was sent to.
    pub email: String,
    /// The account, where there was one.
    pub user_id: Option<UserId>,
    /// The name that a sign-up waits with.
    pub name: Option<String>,
    /// The password hash that a sign-up waits with.
    pub password_hash: Option<Sensitive<String>>,
    /// The language of who asked: its tag.
    pub locale: String,
    /// Whether only the browser that asked may use the digits.
    pub is_bound: bool,
    /// How often the digits were tried.
    pub tries: i64,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// `SELECT` the columns of a [`CodeRow`] `FROM codes`, and what follows.
macro_rules! select_codes {
    ($rest:literal) => {
        concat!(
            "SELECT id, purpose, email, user_id, name, password_hash, locale, is_bound, tries, created_at, expires_at FROM codes ",
            $rest
        )
    };
}

impl Store {
    /// Adds a code, the mail that carries it, and what it adds to the buckets of its asker, in one transaction. Writes the same for
    /// an address with an account and one without.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn add_code(
        &self,
        code: &CodeRow,
        mail: &MailRow,
        fills: &[Fill],
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        fill(&mut transaction, fills, code.created_at).await?;
        execute!(
            transaction,
            "DELETE FROM codes WHERE id IN (SELECT id FROM codes WHERE email = $1 AND purpose = $2 ORDER BY created_at DESC, id DESC LIMIT 1000 OFFSET $3)",
            &code.email,
            code.purpose.as_str(),
            KEPT - 1
        )?;
        insert_code(&mut transaction, code).await?;
        insert_mail(&mut transaction, mail).await?;
        transaction.commit().await
    }

    /// Returns the code with this id.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn code(&self, id: &CodeId) -> Result<Option<CodeRow>, StoreError> {
        let mut db = self.read().await?;
        fetch_optional!(db, code, select_codes!("WHERE id = $1"), id)
    }

    /// Returns the latest code for this address and purpose that is bound to no browser.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn unbound_code(
        &self,
        purpose: CodePurpose,
        email: &str,
    ) -> Result<Option<CodeRow>, StoreError> {
        let mut db = self.read().await?;
        let sql = select_codes!(
            "WHERE email = $1 AND purpose = $2 AND is_bound = 0 ORDER BY created_at DESC, id DESC LIMIT 1"
        );
        fetch_optional!(db, code, sql, email, purpose.as_str())
    }

    /// Returns the password hash of the latest sign-up for an address that waits for its proof.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn waiting_password(
        &self,
        email: &str,
        now: Timestamp,
    ) -> Result<Option<Sensitive<String>>, StoreError> {
        let mut db = self.read().await?;
        let sql = "SELECT password_hash FROM codes WHERE email = $1 AND purpose = $2 AND expires_at > $3 \
            ORDER BY created_at DESC, id DESC LIMIT 1";
        let read = |row: &dyn Columns| row.optional_text("password_hash");
        let purpose = CodePurpose::SignUp.as_str();
        let found: Option<Option<String>> = fetch_optional!(db, read, sql, email, purpose, now)?;
        Ok(found.flatten().map(Sensitive::new))
    }

    /// Counts a try of a code's digits. Returns false if there were `most` before, or the code has expired or was used. Count
    /// before the digits are compared, so that tries at the same time are no more than that.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn count_try(
        &self,
        id: &CodeId,
        most: i64,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut db = self.write().await?;
        let sql =
            "UPDATE codes SET tries = tries + 1 WHERE id = $1 AND tries < $2 AND expires_at > $3";
        Ok(execute!(db, sql, id, most, now)? == 1)
    }

    /// Takes a counted try back: the digits were right, but something else was refused.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn take_try_back(&self, id: &CodeId) -> Result<(), StoreError> {
        let mut db = self.write().await?;
        let sql = "UPDATE codes SET tries = tries - 1 WHERE id = $1 AND tries > 0";
        execute!(db, sql, id)?;
        Ok(())
    }

    /// Deletes up to `limit` codes that expired before `before`. Returns their number.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn purge_codes(&self, before: Timestamp, limit: i64) -> Result<u64, StoreError> {
        let sql = "DELETE FROM codes WHERE id IN (SELECT id FROM codes WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)";
        let mut db = self.write().await?;
        execute!(db, sql, before, limit.max(0))
    }
}

async fn insert_code(db: &mut impl Link, code: &CodeRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO codes (id, purpose, email, user_id, name, password_hash, locale, is_bound, tries, created_at, expires_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    execute!(
        *db,
        sql,
        &code.id,
        code.purpose.as_str(),
        &code.email,
        code.user_id.as_ref(),
        code.name.as_deref(),
        code.password_hash
            .as_ref()
            .map(|hash| hash.expose().as_str()),
        &code.locale,
        i64::from(code.is_bound),
        code.tries,
        code.created_at,
        code.expires_at
    )?;
    Ok(())
}

fn code(row: &dyn Columns) -> Result<CodeRow, StoreError> {
    Ok(CodeRow {
        id: row.text("id")?.into(),
        purpose: CodePurpose::parse(&row.text("purpose")?)?,
        email: row.text("email")?,
        user_id: row.optional_text("user_id")?.map(Into::into),
        name: row.optional_text("name")?,
        password_hash: row.optional_text("password_hash")?.map(Sensitive::new),
        locale: row.text("locale")?,
        is_bound: row.number("is_bound")? == 1,
        tries: row.number("tries")?,
        created_at: row.time("created_at")?,
        expires_at: row.time("expires_at")?,
    })
}
