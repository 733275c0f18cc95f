//! Signing in with email and password.

use std::collections::{BTreeMap, HashMap};

use crate::{
    error::{AppError, Code, FieldCode},
    event::EventKind,
    input::{Email, Password},
    rules::{
        clock::{Millis, Timestamp, millis},
        device_binding::BoundBy,
        known_device::KnownDevice,
        queue::Claimant,
        refresh_token::new_session_secret,
        throttle::{Attempt, Permission},
    },
    sensitive::Sensitive,
    session::Generation,
    store::{
        Credentials, Notice, Opening, RevocationReason, SessionRecord, StoreError, User, new_id,
    },
};

use super::{
    ClientInfo, Domain, Issued,
    mail::{Mail, Occasion, Recipient},
};

/// The maximum number of checks of one password. A check is repeated if the account's hash has changed meanwhile, by an upgrade or
/// a new password. The bound guards against the impossible.
const ROUNDS: usize = 4;
/// The time for which an account is known from an address after a sign-in: 30 days, in ms.
const KNOWN_FOR: Millis = 30 * 24 * 3_600_000;

impl Domain {
    /// Checks the password and opens a new session (a sign-in never continues an old one, ASVS 7.2.4).
    ///
    /// # Errors
    /// `invalid_input` by field; `invalid_credentials`, the same for an unknown account, a wrong password and a disabled account
    /// (ASVS 6.3.8); `invalid_dpop_proof`; `email_unverified` for the password of a sign-up that waits for its proof; `rate_limited`; `unavailable`.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &Password,
        device: &ClientInfo,
    ) -> Result<Issued, AppError> {
        let result = self.try_sign_in(email, password, device).await;
        let outcome = result
            .as_ref()
            .map_or_else(|error| error.code.as_str(), |_| "signed_in");
        metrics::counter!("latchkey_sign_in_total", "outcome" => outcome).increment(1);
        result
    }

    async fn try_sign_in(
        &self,
        email: &str,
        password: &Password,
        device: &ClientInfo,
    ) -> Result<Issued, AppError> {
        let email = checked(email, password)?;
        let proof = self.dpop_proof(device)?;
        let known = self.known_device(device);
        let attempt = self.throttle.attempt(
            &email,
            device.ip,
            known.as_ref().and_then(|known| known.id_for(&email)),
        );
        self.throttle.admit(&attempt)?;
        let claimant = attempt.claimant();
        let (mut credentials, failures, waiting) = futures::try_join!(
            self.store.credentials_by_email(email.as_str()),
            self.failures(&attempt),
            self.store
                .waiting_password(email.as_str(), self.clock.now())
        )?;
        self.permit(&email, &attempt, &failures, device).await?;
        let forgiven: Vec<&str> = attempt
            .forgiven()
            .filter(|key| failures.contains_key(*key))
            .collect();
        let is_new = known
            .as_ref()
            .is_none_or(|known| known.id_for(&email).is_none());
        for _ in 0..ROUNDS {
            let stored = credentials.as_ref().and_then(Credentials::password_hash);
            let verdict = self.passwords.verify(password, stored, claimant).await?;
            let found = match credentials {
                Some(found) if verdict.matches && found.user.disabled_at.is_none() => found,
                refused => {
                    // Also where the address has an account: whoever asked for one with it must not learn that from the answer.
                    if self
                        .is_waiting(password, waiting.as_ref(), claimant)
                        .await?
                    {
                        return Err(Code::EmailUnverified.into());
                    }
                    self.record_failed_sign_in(
                        refused.as_ref().map(|refused| &refused.user.id),
                        &attempt,
                        device,
                    )
                    .await;
                    return Err(Code::InvalidCredentials.into());
                }
            };
            if let Some(proof) = &proof {
                self.spend(proof, &found.user.id).await?;
            }
            // The password may have waited in the queue for seconds: what was read before that may not hold any more.
            let notice = is_new
                .then(|| self.new_sign_in(&found.user, device))
                .flatten();
            let opened = self
                .open_session(&found, "password", device, &forgiven, notice.as_ref())
                .await?;
            let Some(session) = opened else {
                credentials = self.store.credentials_by_email(email.as_str()).await?;
                continue;
            };
            if let Some(proof) = &proof {
                let by = BoundBy::Program;
                self.store.bind_session(&session.id, &proof.key, by).await?;
            }
            if verdict.needs_rehash {
                self.rehash(&found, password, claimant).await;
            }
            if notice.is_some() {
                self.post.is_due();
            }
            let cookie = KnownDevice::after_sign_in(known, &email, &self.secrets, self.clock.now());
            return Ok(Issued {
                device_cookie: Some(cookie),
                ..self.issue(&session, &found.user, session.generation)?
            });
        }
        tracing::error!("an account did not stand still during a sign-in");
        Err(AppError::retry_after(Code::Unavailable, 1))
    }

    /// Returns whether the password is that of a sign-up whose address is not proven yet.
    async fn is_waiting(
        &self,
        password: &Password,
        waiting: Option<&Sensitive<String>>,
        claimant: Claimant,
    ) -> Result<bool, AppError> {
        let Some(hash) = waiting else {
            return Ok(false);
        };
        let verdict = self
            .passwords
            .verify(password, Some(hash.expose()), claimant)
            .await?;
        Ok(verdict.matches)
    }

    /// Opens a session for somebody who has just proven the address of an account.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn sign_in_proven(
        &self,
        credentials: &Credentials,
        client: &ClientInfo,
    ) -> Result<Issued, AppError> {
        let email = Email::parse(&credentials.user.email).map_err(|_| Code::Internal)?;
        let now = self.clock.now();
        let known = self.known_device(client);
        let session = self
            .open_session(credentials, "email", client, &[], None)
            .await?
            .ok_or_else(|| AppError::retry_after(Code::Unavailable, 1))?;
        let cookie = KnownDevice::after_sign_in(known, &email, &self.secrets, now);
        Ok(Issued {
            device_cookie: Some(cookie),
            ..self.issue(&session, &credentials.user, session.generation)?
        })
    }

    /// Returns the notice to the owner of an account of a sign-in from a device that the account did not know.
    fn new_sign_in(&self, user: &User, client: &ClientInfo) -> Option<Notice> {
        let mail = Mail::NewSignIn(Occasion::new(self.clock.now(), client));
        self.notice(&mail, Recipient::of(user, client.locale))
    }

    /// Returns the state of an attempt's buckets; empty if nothing is limited.
    pub(super) async fn failures(
        &self,
        attempt: &Attempt,
    ) -> Result<HashMap<String, Timestamp>, StoreError> {
        let keys: Vec<&str> = attempt
            .buckets()
            .iter()
            .map(|bucket| bucket.key.as_str())
            .collect();
        if self.throttle.is_enabled() {
            self.store.sign_in_failures(&keys).await
        } else {
            Ok(HashMap::new())
        }
    }

    /// Checks whether the failures so far allow an attempt.
    pub(super) async fn permit(
        &self,
        email: &Email,
        attempt: &Attempt,
        failures: &HashMap<String, Timestamp>,
        device: &ClientInfo,
    ) -> Result<(), AppError> {
        let now = self.clock.now();
        match attempt.judge(|key| failures.get(key).copied(), now) {
            Permission::Granted => Ok(()),
            Permission::Refused(retry) => Err(retry.into()),
            Permission::IfKnownFromThere(retry) => {
                let ip = device.ip.to_string();
                let known = self
                    .store
                    .has_signed_in_from(email.as_str(), &ip, now - KNOWN_FOR)
                    .await?;
                if known { Ok(()) } else { Err(retry.into()) }
            }
        }
    }

    /// Opens a session for an account whose password was checked against `credentials`. Returns `None` if the account has
    /// changed since.
    async fn open_session(
        &self,
        credentials: &Credentials,
        method: &str,
        device: &ClientInfo,
        forgiven: &[&str],
        notice: Option<&Notice>,
    ) -> Result<Option<SessionRecord>, AppError> {
        let user = &credentials.user;
        let now = self.clock.now();
        let session = SessionRecord {
            id: new_id().into(),
            user_id: user.id.clone(),
            secret: new_session_secret(),
            generation: Generation::FIRST,
            used_at: None,
            created_at: now,
            refreshed_at: now,
            expires_at: now + millis(self.session_max_age),
            revoked_at: None,
            revoked_reason: None,
            ip: device.ip.to_string(),
            user_agent: device.user_agent.clone(),
            method: method.to_owned(),
            proved_at: now,
        };
        let event = self.session_event(EventKind::SignIn, &user.id, &session.id, device);
        let opening = Opening {
            session: &session,
            checked_hash: credentials.password_hash().unwrap_or_default(),
            event: &event,
            living_at_most: self.limits.sessions_per_user,
            idle: millis(self.rotation.idle_ttl),
            locale: device.locale.tag(),
            forgiven,
            notice,
        };
        let Some(ended) = self.store.open_session(opening).await? else {
            return Ok(None);
        };
        self.deny_access_tokens(ended, RevocationReason::SessionLimit);
        Ok(Some(session))
    }

    /// Upgrades a hash to the current parameters, unless it was replaced meanwhile. A failure does not refuse the sign-in.
    async fn rehash(&self, credentials: &Credentials, password: &Password, claimant: Claimant) {
        let (id, old) = (
            &credentials.user.id,
            credentials.password_hash().unwrap_or_default(),
        );
        match self.passwords.hash(password, claimant).await {
            Ok(hash) => {
                if let Err(error) = self.store.replace_password_hash(id, old, &hash).await {
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
        _ => Err(AppError {
            fields,
            ..Code::InvalidInput.into()
        }),
    }
}
