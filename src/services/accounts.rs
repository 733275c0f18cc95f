//! The administration of accounts. Needs no tokens, and so no secret. The command line works beside a running server, which learns
//! of ended sessions from the database.

use std::time::Duration;

use crate::{
    event::EventKind,
    input::{Email, Name, Password},
    rules::{
        clock::{Clock, millis},
        expiry::has_run_out,
        password::{PasswordError, PasswordHasher},
        password_policy::{PasswordPolicy, Weakness},
        queue::Claimant,
    },
    session::Role,
    store::{
        AccountChange, AccountEnd, Ending, Event, RevocationReason, SessionRecord, Store,
        StoreError, User, new_id,
    },
};

/// The maximum number of listed sessions of an account.
const MOST_LISTED: i64 = 1_000;

/// The accounts of a database.
pub struct Accounts {
    /// The database.
    pub store: Store,
    /// The clock.
    pub clock: Clock,
    /// The idle timeout of sessions.
    pub idle_ttl: Duration,
    /// The policy for new passwords.
    pub policy: PasswordPolicy,
}

/// The reason for refusing an act on an account.
#[derive(Debug)]
pub enum AccountError {
    /// There is no such account.
    NotFound,
    /// The address is taken.
    Taken,
    /// The password is too easily guessed.
    Weak(Weakness),
    /// The password could not be hashed.
    Password(PasswordError),
    /// The database failed.
    Store(StoreError),
}

impl From<StoreError> for AccountError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Duplicate => Self::Taken,
            error => Self::Store(error),
        }
    }
}

impl From<PasswordError> for AccountError {
    fn from(error: PasswordError) -> Self {
        Self::Password(error)
    }
}

/// A session and whether it is active.
pub struct ListedSession {
    /// The session.
    pub session: SessionRecord,
    /// Whether it is active: neither revoked nor expired.
    pub lives: bool,
}

impl ListedSession {
    /// Returns the state in a word: the reason of its revocation, `living` or `expired`.
    pub fn state(&self) -> &'static str {
        match (self.session.revoked_reason, self.lives) {
            (Some(reason), _) => reason.as_str(),
            (None, true) => "living",
            (None, false) => "expired",
        }
    }
}

impl Accounts {
    /// Adds an account.
    ///
    /// # Errors
    /// [`AccountError::Weak`], [`AccountError::Taken`], [`AccountError::Password`], [`AccountError::Store`].
    pub async fn add(
        &self,
        hasher: &PasswordHasher,
        email: Email,
        name: Name,
        role: Role,
        password: &Password,
    ) -> Result<User, AccountError> {
        self.check(password, &[email.as_str(), name.as_str()])?;
        let user = User {
            id: new_id().into(),
            email: email.as_str().to_owned(),
            name: name.as_str().to_owned(),
            role,
            created_at: self.clock.now(),
            disabled_at: None,
        };
        let hash = hasher.hash(password, Claimant::default()).await?;
        self.store.create_user(&user, Some(&hash)).await?;
        Ok(user)
    }

    /// Returns every account, the oldest first.
    ///
    /// # Errors
    /// [`AccountError::Store`].
    pub async fn list(&self) -> Result<Vec<User>, AccountError> {
        Ok(self.store.list_users().await?)
    }

    /// Forbids an account's use and ends all its sessions.
    ///
    /// # Errors
    /// [`AccountError::NotFound`], [`AccountError::Store`].
    pub async fn disable(&self, email: &Email) -> Result<AccountEnd, AccountError> {
        let (change, kind) = (AccountChange::Disable, EventKind::AccountDisabled);
        self.change(email, change, kind, Some(RevocationReason::AccountDisabled))
            .await
    }

    /// Allows an account's use again. Its sessions stay ended.
    ///
    /// # Errors
    /// [`AccountError::NotFound`], [`AccountError::Store`].
    pub async fn enable(&self, email: &Email) -> Result<AccountEnd, AccountError> {
        self.change(
            email,
            AccountChange::Enable,
            EventKind::AccountEnabled,
            None,
        )
        .await
    }

    /// Gives an account another password and ends all its sessions.
    ///
    /// # Errors
    /// [`AccountError::Weak`], [`AccountError::NotFound`], [`AccountError::Password`], [`AccountError::Store`].
    pub async fn set_password(
        &self,
        hasher: &PasswordHasher,
        email: &Email,
        password: &Password,
    ) -> Result<AccountEnd, AccountError> {
        let user = self.find(email).await?;
        self.check(password, &[&user.email, &user.name])?;
        let hash = hasher.hash(password, Claimant::default()).await?;
        let (change, kind) = (
            AccountChange::SetPassword(&hash),
            EventKind::PasswordChanged,
        );
        self.change(email, change, kind, Some(RevocationReason::PasswordChange))
            .await
    }

    /// Ends all sessions of an account and returns their number.
    ///
    /// # Errors
    /// [`AccountError::NotFound`], [`AccountError::Store`].
    pub async fn end_sessions(&self, email: &Email) -> Result<usize, AccountError> {
        let user = self.find(email).await?;
        let record = self.event(EventKind::SessionRevoked, &user);
        let ending = self.ending(&user, RevocationReason::Administrator, &record);
        Ok(self.store.revoke_sessions_of(&ending).await?.len())
    }

    /// Returns the sessions of an account, the newest first.
    ///
    /// # Errors
    /// [`AccountError::NotFound`], [`AccountError::Store`].
    pub async fn sessions(&self, email: &Email) -> Result<Vec<ListedSession>, AccountError> {
        let user = self.find(email).await?;
        let (now, idle) = (self.clock.now(), millis(self.idle_ttl));
        let list = |session: SessionRecord| {
            let lives = session.revoked_at.is_none()
                && !has_run_out(session.refreshed_at, session.expires_at, idle, now);
            ListedSession { session, lives }
        };
        Ok(self
            .store
            .sessions_of(&user.id, MOST_LISTED, None)
            .await?
            .into_iter()
            .map(list)
            .collect())
    }

    fn check(&self, password: &Password, known: &[&str]) -> Result<(), AccountError> {
        self.policy
            .check(password, known)
            .map_err(AccountError::Weak)
    }

    async fn change(
        &self,
        email: &Email,
        change: AccountChange<'_>,
        kind: EventKind,
        ends: Option<RevocationReason>,
    ) -> Result<AccountEnd, AccountError> {
        let user = self.find(email).await?;
        let event = self.event(kind, &user);
        let ending = ends.map(|reason| self.ending(&user, reason, &event));
        Ok(self
            .store
            .change_account(change, &event, &user.id, ending.as_ref(), &[])
            .await?)
    }

    fn ending<'a>(
        &self,
        user: &'a User,
        reason: RevocationReason,
        record: &'a Event,
    ) -> Ending<'a> {
        Ending {
            user_id: &user.id,
            except: None,
            reason,
            record,
            idle: millis(self.idle_ttl),
        }
    }

    fn event(&self, kind: EventKind, user: &User) -> Event {
        Event::new(kind, Some(&user.id), self.clock.now())
    }

    async fn find(&self, email: &Email) -> Result<User, AccountError> {
        self.store
            .user_by_email(email.as_str())
            .await?
            .ok_or(AccountError::NotFound)
    }
}
