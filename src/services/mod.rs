//! The use cases: sign in, refresh, sign out, list and end sessions. The rules come from [`crate::rules`], the data
//! from [`crate::store`]. HTTP and views call the use cases; no use case calls them.

mod accounts;
mod activity;
mod administration;
mod audit_log;
mod background;
mod build;
mod client_info;
mod codes;
pub mod cursor;
mod data;
mod demo;
mod device_binding;
mod devices;
mod first_uses;
mod follow;
mod invitation;
mod issued;
mod key_removal;
mod keys;
pub mod mail;
mod own_account;
mod proof;
mod purge;
mod refresh;
mod rehearsal;
mod replace_session;
mod reset;
mod secret_change;
mod secrets;
mod sign_in;
mod sign_out;
mod sign_up;
mod user_agent;

use std::{ops::Deref, sync::Arc, time::Duration};

use crate::{
    error::{AppError, Code},
    ids::{SessionId, UserId},
    rules::{
        access_token::{AccessTokens, VerifyError},
        alg::SigningAlg,
        clock::{Clock, Timestamp, millis},
        identity::Identity,
        known_device::KnownDevice,
        password::PasswordHasher,
        password_policy::PasswordPolicy,
        revoked_sessions::RevokedSessions,
        rotation::Policy,
        secrets::Secrets,
        throttle::{Attempt, Bucket, Throttle},
        write_limit::WriteLimit,
    },
    session::Claims,
    store::{Ending, Event, Fill, RevocationReason, Store, StoreError, Tasks},
};

pub use accounts::{AccountError, Accounts, ListedSession};
pub use administration::AdminAct;
pub use background::Background;
pub use build::{BuildError, Limits, Settings, correct};
pub use client_info::ClientInfo;
pub use codes::{Asked, Presented};
pub use data::{AccountData, Cursor, Export, ExportedRow, ReadRows, export_row};
pub use device_binding::{DeviceAnswer, DeviceEvidence, ProvenDevice};
use first_uses::FirstUses;
use follow::Following;
pub use issued::Issued;
pub use key_removal::Removal;
pub use keys::{Keys, ListedKey};
pub use purge::{FeaturePurge, PurgeBatch};
pub use refresh::Refreshed;
pub use rehearsal::SessionAtWork;
pub use secret_change::{SecretChange, SecretStep};
use secrets::SecretsInUse;
pub use sign_up::{Joined, NewAccount, SignUpPolicy};

/// The use cases with their dependencies. Cheap to clone.
#[derive(Clone)]
pub struct Domain(Arc<Parts>);

/// The shared state of the use cases.
pub struct Parts {
    store: Store,
    access_tokens: AccessTokens,
    secrets: Secrets,
    secrets_in_use: SecretsInUse,
    passwords: PasswordHasher,
    throttle: Throttle,
    revoked_sessions: RevokedSessions,
    following: Following,
    first_uses: FirstUses,
    clock: Clock,
    rotation: Policy,
    session_max_age: Duration,
    signing_alg: SigningAlg,
    limits: Limits,
    tasks: Tasks,
    quota: u32,
    exports: Vec<Export>,
    purges: Vec<FeaturePurge>,
    writes: WriteLimit,
    origin: String,
    post: mail::Post,
    sign_up: SignUpPolicy,
    password_policy: PasswordPolicy,
    proof_age: Duration,
    deletion_grace: Duration,
    binds_devices: bool,
}

impl Deref for Domain {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Domain {
    /// Identifies the user of an access token, given in its two parts. The first verification of a token marks its generation as
    /// used (see [`crate::rules::rotation`]).
    pub fn identify(&self, header_and_payload: &str, signature: &str) -> Identity {
        match self.access_tokens.verify(header_and_payload, signature) {
            Err(VerifyError::Invalid) => Identity::Invalid,
            Err(VerifyError::UnknownKey) => Identity::UnknownKey,
            Err(VerifyError::Expired(claims)) => Identity::Expired(claims),
            Ok(verified) if self.revoked_sessions.contains(&verified.claims.sid) => {
                Identity::Revoked(verified.claims)
            }
            Ok(verified) if !self.is_caught_up() => Identity::Unconfirmed(verified.claims),
            Ok(verified) => {
                if verified.first_time {
                    self.first_uses.note(&verified.claims, self.clock.now());
                }
                Identity::Verified(verified.claims)
            }
        }
    }

    /// The database, for the tables of features.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// How many rows a user may have in each table of a feature.
    pub fn quota(&self) -> u32 {
        self.quota
    }

    /// What the features keep of a user.
    pub fn exports(&self) -> &[Export] {
        &self.exports
    }

    /// Counts a write of the user. Call it before every statement of a feature that writes for one.
    ///
    /// # Errors
    /// `rate_limited`.
    pub fn count_write(&self, claims: &Claims) -> Result<(), AppError> {
        self.writes
            .count(&claims.sub)
            .map_err(|seconds| AppError::retry_after(Code::RateLimited, seconds))
    }

    /// Returns the issuer and verifier of access tokens.
    pub fn access_tokens(&self) -> &AccessTokens {
        &self.access_tokens
    }

    /// Returns whether the database answers and every background task runs.
    pub async fn is_ready(&self) -> bool {
        let down = self.tasks.down();
        if !down.is_empty() {
            tracing::warn!(?down, "background tasks are down");
        }
        down.is_empty() && self.store.ping().await.is_ok()
    }

    /// Closes the database after the last request.
    pub async fn close(&self) {
        self.store.close().await;
    }

    /// Revokes a session and refuses its access tokens from now on. Returns `false` if it was revoked before.
    async fn revoke_session(
        &self,
        id: &SessionId,
        reason: RevocationReason,
    ) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let is_revoked = self.store.revoke_session(id, reason, now).await?;
        if is_revoked {
            self.deny_access_tokens([id.clone()], reason);
        }
        Ok(is_revoked)
    }

    /// Adds ended sessions to the denylist of this instance and counts them.
    fn deny_access_tokens(
        &self,
        ended: impl IntoIterator<Item: Into<SessionId>>,
        reason: RevocationReason,
    ) {
        let ended: Vec<SessionId> = ended.into_iter().map(Into::into).collect();
        let count = u64::try_from(ended.len()).unwrap_or(u64::MAX);
        metrics::counter!("latchkey_sessions_revoked_total", "reason" => reason.as_str())
            .increment(count);
        self.deny(ended);
    }

    /// Returns the end of all sessions of a user but `except`, on record with the client and the time of `record`.
    fn ending<'a>(
        &self,
        user_id: &'a UserId,
        except: Option<&'a SessionId>,
        reason: RevocationReason,
        record: &'a Event,
    ) -> Ending<'a> {
        Ending {
            user_id,
            except,
            reason,
            record,
            idle: millis(self.rotation.idle_ttl),
        }
    }

    /// Returns the device that a client's cookie names, if the cookie is authentic.
    fn known_device(&self, client: &ClientInfo) -> Option<KnownDevice> {
        KnownDevice::read(client.cookie.as_deref()?, &self.secrets, self.clock.now())
    }

    /// Returns what an attempt adds to its buckets; nothing if nothing is limited.
    fn fills(&self, attempt: &Attempt) -> Vec<Fill> {
        let fill = |bucket: &Bucket| Fill {
            key: bucket.key.clone(),
            interval: bucket.interval(),
        };
        let buckets = attempt.buckets().iter();
        buckets
            .filter(|_| self.throttle.is_enabled())
            .map(fill)
            .collect()
    }
}
