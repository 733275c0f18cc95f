//! What administrators read of accounts.

use super::{Store, StoreError, User, dialect::Columns, users::user};
use crate::{ids::UserId, rules::clock::Timestamp};

/// An account, with when it is deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminRow {
    /// The account.
    pub user: User,
    /// When it is deleted, if its owner has asked for that.
    pub delete_at: Option<Timestamp>,
}

/// The columns of an [`AdminRow`].
macro_rules! ADMIN_COLUMNS {
    () => {
        "id, email, name, role, created_at, disabled_at, delete_at"
    };
}

impl Store {
    /// Returns at most `limit` accounts with `query` in their address or name, the newest first. `before` is the time and id of the
    /// previous page's last one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn find_users(
        &self,
        query: &str,
        limit: i64,
        before: Option<(Timestamp, &str)>,
    ) -> Result<Vec<AdminRow>, StoreError> {
        let mut db = self.read().await?;
        macro_rules! find {
            ($like:literal) => {
                concat!(
                    "SELECT ", ADMIN_COLUMNS!(), " FROM users WHERE (email ", $like, " $1 ESCAPE '\\' OR name ", $like,
                    " $1 ESCAPE '\\') AND (created_at, id) < ($2, $3) ORDER BY created_at DESC, id DESC LIMIT +$4"
                )
            };
        }
        // SQLite's LIKE ignores the case of ASCII.
        let sql = db.text(find!("LIKE"), find!("ILIKE"));
        let pattern = format!(
            "%{}%",
            query
                .replace('\\', "\\\\")
                .replace('%', "\\%")
                .replace('_', "\\_")
        );
        fetch_page!(db, "users", "created_at", row, sql, &pattern, limit, before)
    }

    /// Returns the account with this id.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn admin_row(&self, id: &UserId) -> Result<Option<AdminRow>, StoreError> {
        let mut db = self.read().await?;
        let sql = concat!("SELECT ", ADMIN_COLUMNS!(), " FROM users WHERE id = $1");
        fetch_optional!(db, row, sql, id)
    }

    /// Returns at most `limit` accounts that can administrate, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn administrators(&self, limit: i64) -> Result<Vec<User>, StoreError> {
        let mut db = self.read().await?;
        let sql = concat!(
            "SELECT ",
            ADMIN_COLUMNS!(),
            " FROM users WHERE role = 'admin' AND disabled_at IS NULL AND delete_at IS NULL ORDER BY created_at, id LIMIT $1"
        );
        fetch_all!(db, user, sql, limit)
    }

    /// Returns whether the account is the only one that can administrate.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn is_only_administrator(&self, id: &UserId) -> Result<bool, StoreError> {
        let administrators = self.administrators(2).await?;
        Ok(matches!(administrators.as_slice(), [only] if only.id == *id))
    }
}

fn row(row: &dyn Columns) -> Result<AdminRow, StoreError> {
    Ok(AdminRow {
        user: user(row)?,
        delete_at: row.optional_time("delete_at")?,
    })
}
