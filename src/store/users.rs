//! Accounts. An email address arrives here in the form in which it is compared (`input::Email`).

use super::{
    Store, StoreError,
    dialect::{Columns, Link},
};
use crate::{ids::UserId, rules::clock::Timestamp, sensitive::Sensitive, session::Role};

/// A person's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// UUID v7.
    pub id: UserId,
    /// The email address that the user signs in with; unique.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// The role of the account.
    pub role: Role,
    /// When the account was made.
    pub created_at: Timestamp,
    /// The time at which the account was disabled.
    pub disabled_at: Option<Timestamp>,
}

/// A user with what a sign-in is checked against. Read for a sign-in only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// Whose they are.
    pub user: User,
    /// The password hash (PHC string); `None` if the account has no password.
    pub password_hash: Option<Sensitive<String>>,
}

impl Credentials {
    /// Returns the password hash, to check a password against.
    pub fn password_hash(&self) -> Option<&str> {
        self.password_hash
            .as_ref()
            .map(|hash| hash.expose().as_str())
    }
}

/// `SELECT` the columns of a [`User`] `FROM users`, and what follows.
macro_rules! select_users {
    ($rest:literal) => {
        concat!(
            "SELECT id, email, name, role, created_at, disabled_at FROM users ",
            $rest
        )
    };
}

/// `SELECT` the columns of [`Credentials`] `FROM users WHERE`, and what follows.
macro_rules! select_credentials {
    ($condition:literal) => {
        concat!(
            "SELECT id, email, name, role, password_hash, created_at, disabled_at FROM users WHERE ",
            $condition
        )
    };
}

impl Store {
    /// Adds an account.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the email address (or the id) is taken, [`StoreError::Unavailable`].
    pub async fn create_user(
        &self,
        user: &User,
        password_hash: Option<&str>,
    ) -> Result<(), StoreError> {
        insert_user(&mut self.write().await?, user, password_hash).await
    }

    /// Returns the account with this email address and its password hash.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn credentials_by_email(
        &self,
        email: &str,
    ) -> Result<Option<Credentials>, StoreError> {
        let mut db = self.read().await?;
        fetch_optional!(db, credentials, select_credentials!("email = $1"), email)
    }

    /// Returns the account with this id and its password hash.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn credentials_by_id(&self, id: &UserId) -> Result<Option<Credentials>, StoreError> {
        let mut db = self.read().await?;
        fetch_optional!(db, credentials, select_credentials!("id = $1"), id)
    }

    /// Returns the account with this email address.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn user_by_email(&self, email: &str) -> Result<Option<User>, StoreError> {
        let mut db = self.read().await?;
        fetch_optional!(db, user, select_users!("WHERE email = $1"), email)
    }

    /// Returns the account with this id.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn user_by_id(&self, id: &UserId) -> Result<Option<User>, StoreError> {
        let mut db = self.read().await?;
        fetch_optional!(db, user, select_users!("WHERE id = $1"), id)
    }

    /// Returns every account, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn list_users(&self) -> Result<Vec<User>, StoreError> {
        let mut db = self.read().await?;
        fetch_all!(db, user, select_users!("ORDER BY created_at, id"))
    }

    /// Replaces the password's hash if it is still `old`. Returns whether it was.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn replace_password_hash(
        &self,
        user_id: &UserId,
        old: &str,
        new: &str,
    ) -> Result<bool, StoreError> {
        let mut db = self.write().await?;
        Ok(execute!(
            db,
            "UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2",
            user_id,
            old,
            new
        )? == 1)
    }
}

pub(super) async fn insert_user(
    db: &mut impl Link,
    user: &User,
    password_hash: Option<&str>,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO users (id, email, name, role, password_hash, created_at, disabled_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let User {
        id,
        email,
        name,
        role,
        created_at,
        disabled_at,
    } = user;
    execute!(
        *db,
        sql,
        id,
        email,
        name,
        role.as_str(),
        password_hash,
        created_at,
        disabled_at
    )?;
    Ok(())
}

fn credentials(row: &dyn Columns) -> Result<Credentials, StoreError> {
    Ok(Credentials {
        user: user(row)?,
        password_hash: row.optional_text("password_hash")?.map(Sensitive::new),
    })
}

pub(super) fn user(row: &dyn Columns) -> Result<User, StoreError> {
    Ok(User {
        id: row.text("id")?.into(),
        email: row.text("email")?,
        name: row.text("name")?,
        role: role(&row.text("role")?)?,
        created_at: row.time("created_at")?,
        disabled_at: row.optional_time("disabled_at")?,
    })
}

pub(super) fn role(word: &str) -> Result<Role, StoreError> {
    [Role::User, Role::Admin]
        .into_iter()
        .find(|role| role.as_str() == word)
        .ok_or(StoreError::Corrupt("users.role"))
}
