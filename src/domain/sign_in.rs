//! Signing in with email and password.

use std::collections::BTreeMap;

use crate::{
    auth::{clock::millis, refresh_token::new_session_secret},
    error::{AppError, Code, FieldCode},
    event::EventKind,
    input::{Email, Password},
    store::{SessionRecord, User, new_id},
};

use super::{Device, Domain, Issued};

impl Domain {
    /// Checks the password and opens a new session (a sign-in never continues an old one, ASVS 7.2.4).
    ///
    /// # Errors
    /// `invalid_input` by field; `invalid_credentials`, the same for an unknown account, a wrong password and a disabled account
    /// (ASVS 6.3.8); `rate_limited`; `unavailable`.
    pub async fn sign_in(&self, email: &str, password: &Password, device: &Device) -> Result<Issued, AppError> {
        let result = self.try_sign_in(email, password, device).await;
        let outcome = result.as_ref().map_or_else(|error| error.code.as_str(), |_| "signed_in");
        metrics::counter!("latchkey_sign_in_total", "outcome" => outcome).increment(1);
        result
    }

    async fn try_sign_in(&self, email: &str, password: &Password, device: &Device) -> Result<Issued, AppError> {
        let email = checked(email, password)?;
        self.throttle.check(&email, device.ip).map_err(|retry| AppError::retry_after(Code::RateLimited, retry.0))?;
        let user = self.store.user_by_email(email.as_str()).await?;
        let stored = user.as_ref().and_then(|user| user.password_hash.as_deref());
        let verdict = self.passwords.verify(password, stored).await?;
        let user = match user {
            Some(user) if verdict.matches && user.disabled_at.is_none() => user,
            refused => {
                self.throttle.failed(&email, device.ip);
                self.record_failed_sign_in(refused.as_ref().map(|user| user.id.as_str()), device).await;
                return Err(Code::InvalidCredentials.into());
            }
        };
        self.throttle.succeeded(&email, device.ip);
        if verdict.needs_rehash {
            self.rehash(&user, password).await;
        }
        let session = self.open_session(&user, device).await?;
        self.record(EventKind::SignIn, &user.id, &session.id, device).await;
        self.issue(&session, &user, session.generation)
    }

    async fn open_session(&self, user: &User, device: &Device) -> Result<SessionRecord, AppError> {
        let now = self.clock.now();
        let session = SessionRecord {
            id: new_id(),
            user_id: user.id.clone(),
            secret: new_session_secret().to_vec(),
            generation: 1,
            used_at: None,
            created_at: now,
            refreshed_at: now,
            expires_at: now + millis(self.session_max_age),
            revoked_at: None,
            revoked_reason: None,
            ip: device.ip.to_string(),
            user_agent: device.user_agent.clone(),
            method: "password".to_owned(),
        };
        self.store.create_session(&session).await?;
        Ok(session)
    }

    /// Moves a hash to today's parameters while the password is at hand. Failing to is no reason to refuse the person.
    async fn rehash(&self, user: &User, password: &Password) {
        match self.passwords.hash(password).await {
            Ok(hash) => {
                if let Err(error) = self.store.set_password_hash(&user.id, &hash).await {
                    tracing::warn!(%error, "a password hash was not renewed");
                }
            }
            Err(error) => tracing::warn!(%error, "a password was not hashed anew"),
        }
    }
}

fn checked(email: &str, password: &Password) -> Result<Email, AppError> {
    let mut fields: BTreeMap<String, FieldCode> = BTreeMap::new();
    let email = Email::parse(email).map_err(|code| fields.insert("email".to_owned(), code));
    if let Err(code) = password.check() {
        fields.insert("password".to_owned(), code);
    }
    match email {
        Ok(email) if fields.is_empty() => Ok(email),
        _ => Err(AppError { fields, ..Code::InvalidInput.into() }),
    }
}
