//! The access token: a JWT (RFC 7519) of type `at+jwt` (RFC 9068), issued and verified by the rules of RFC 8725.
//!
//! A verified token is cached by its digest. The next request with it costs a hash instead of a signature check; only the times are
//! checked again.

use std::{
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use aws_lc_rs::digest;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use quick_cache::sync::Cache;

use super::{
    clock::{Clock, Timestamp},
    key_ring::KeyRing,
    secrets::random_bytes,
    signing_key::{KeyError, SigningKey},
};
use crate::{
    ids::{SessionId, UserId},
    session::{Claims, Generation, Role},
};

/// The maximum length of a token. A longer one is refused without parsing.
const MAX_LEN: usize = 4096;
/// The maximum number of cached verified tokens.
const REMEMBERED: usize = 8192;

/// The subject of a token.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// The user's id.
    pub user_id: &'a UserId,
    /// The person's email address.
    pub email: &'a str,
    /// The person's name.
    pub name: &'a str,
    /// The role of the account.
    pub role: Role,
    /// The session's id.
    pub session_id: &'a SessionId,
    /// The refresh generation that the token goes with.
    pub generation: Generation,
    /// When the person has last proven to be the account's owner.
    pub proved_at: Timestamp,
    /// The end of the session. No token outlives it.
    pub ends_at: Timestamp,
}

/// A freshly signed token, in the two parts that a browser gets separately.
#[derive(Clone)]
pub struct AccessToken {
    /// `header.payload`: readable, proves nothing.
    pub header_and_payload: String,
    /// The signature: makes it a credential.
    pub signature: String,
    /// Its claims.
    pub claims: Claims,
}

/// A token that was verified.
#[derive(Debug)]
pub struct Verified {
    /// Its claims.
    pub claims: Arc<Claims>,
    /// Whether this process has verified it for the first time.
    pub first_time: bool,
}

/// The reason for refusing a token.
#[derive(Debug, PartialEq, Eq)]
pub enum VerifyError {
    /// Not issued by this server.
    Invalid,
    /// Names an unknown key: a forgery, or a token whose key was lost with a restored backup.
    UnknownKey,
    /// Valid, but expired, or issued by a clock that is ahead of this one. A refresh repairs either.
    Expired(Arc<Claims>),
}

struct Remembered {
    claims: Arc<Claims>,
    used: AtomicBool,
    /// Counts for as long as the keys that it was verified under.
    epoch: u64,
}

/// Issues and verifies the access tokens of one origin.
pub struct AccessTokens {
    keys: RwLock<Arc<KeyRing>>,
    /// Counts how often the keys were replaced.
    epoch: AtomicU64,
    origin: String,
    ttl: Duration,
    leeway: Duration,
    clock: Clock,
    remembered: Cache<[u8; 32], Arc<Remembered>>,
}

impl AccessTokens {
    /// Creates an issuer and verifier. `origin` is issuer and audience, `ttl` the lifetime of a token, `leeway` the tolerance for
    /// clocks that disagree.
    pub fn new(
        keys: KeyRing,
        origin: String,
        ttl: Duration,
        leeway: Duration,
        clock: Clock,
    ) -> Self {
        Self {
            keys: RwLock::new(Arc::new(keys)),
            epoch: AtomicU64::new(0),
            origin,
            ttl,
            leeway,
            clock,
            remembered: Cache::new(REMEMBERED),
        }
    }

    /// Returns the keys in force.
    pub fn keys(&self) -> Arc<KeyRing> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the keys. Tokens that were verified under the old keys, even concurrently, are verified again.
    pub fn replace_keys(&self, keys: KeyRing) {
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        self.epoch.fetch_add(1, Ordering::Release);
        self.remembered.clear();
    }

    /// Returns the lifetime of a token.
    pub fn ttl(&self) -> Duration {
        self.ttl
    }

    /// Returns how long after its issue any token may be accepted, regardless of its `exp`.
    pub fn longest_life(&self) -> Duration {
        self.ttl + self.leeway
    }

    /// Signs a token for `subject`.
    ///
    /// # Errors
    /// If the cryptography library fails.
    pub fn issue(&self, subject: &Subject<'_>) -> Result<AccessToken, KeyError> {
        let now = self.now();
        let claims = Claims {
            iss: self.origin.clone(),
            sub: subject.user_id.to_owned(),
            aud: self.origin.clone(),
            exp: (now + seconds(self.ttl)).min(subject.ends_at.seconds()),
            nbf: now,
            iat: now,
            jti: URL_SAFE_NO_PAD.encode(&random_bytes()[..16]),
            name: subject.name.to_owned(),
            email: subject.email.to_owned(),
            role: subject.role,
            sid: subject.session_id.to_owned(),
            generation: subject.generation,
            auth_time: subject.proved_at.seconds(),
        };
        let keys = self.keys();
        let key = keys.issuing();
        let payload = serde_json::to_vec(&claims).map_err(|_| KeyError::unwritable())?;
        let header_and_payload = format!("{}.{}", key.header(), URL_SAFE_NO_PAD.encode(payload));
        let signature = key.sign(&header_and_payload)?;
        Ok(AccessToken {
            header_and_payload,
            signature,
            claims,
        })
    }

    /// Verifies a token given in its two parts.
    ///
    /// # Errors
    /// [`VerifyError`].
    pub fn verify(
        &self,
        header_and_payload: &str,
        signature: &str,
    ) -> Result<Verified, VerifyError> {
        if header_and_payload.len() + signature.len() >= MAX_LEN {
            return Err(VerifyError::Invalid);
        }
        let digest = digest_of(header_and_payload, signature);
        // Before the keys are looked at: what they verify counts for this epoch at most.
        let epoch = self.epoch.load(Ordering::Acquire);
        let remembered = match self.remembered.get(&digest) {
            Some(remembered) if remembered.epoch == epoch => remembered,
            _ => self.remember(
                digest,
                self.authenticate(header_and_payload, signature)?,
                epoch,
            ),
        };
        self.check_times(&remembered.claims)?;
        // Reading first keeps the cache line shared between cores on every request but the first.
        let first_time = !remembered.used.load(Ordering::Relaxed)
            && !remembered.used.swap(true, Ordering::Relaxed);
        Ok(Verified {
            claims: Arc::clone(&remembered.claims),
            first_time,
        })
    }

    /// Returns the seconds until `claims` expire, never below 0.
    pub fn remaining(&self, claims: &Claims) -> u32 {
        u32::try_from(self.end_of(claims) - self.now()).unwrap_or(0)
    }

    /// Returns the effective expiry: `exp`, bounded by this instance's own lifetime of tokens. The denylist keeps ended sessions no
    /// longer than that. A token with a longer life, issued before a restart or by an instance with other settings, would outlive
    /// it.
    fn end_of(&self, claims: &Claims) -> i64 {
        claims.exp.min(claims.iat.saturating_add(seconds(self.ttl)))
    }

    fn remember(&self, digest: [u8; 32], claims: Claims, epoch: u64) -> Arc<Remembered> {
        let remembered = Arc::new(Remembered {
            claims: Arc::new(claims),
            used: AtomicBool::new(false),
            epoch,
        });
        self.remembered.insert(digest, Arc::clone(&remembered));
        remembered
    }

    fn authenticate(
        &self,
        header_and_payload: &str,
        signature: &str,
    ) -> Result<Claims, VerifyError> {
        let (header, payload) = header_and_payload
            .split_once('.')
            .ok_or(VerifyError::Invalid)?;
        let keys = self.keys();
        let Some(key) = keys.by_header(header) else {
            return Err(if SigningKey::could_have_made(header) {
                VerifyError::UnknownKey
            } else {
                VerifyError::Invalid
            });
        };
        if !key.verifies(header_and_payload, signature) {
            return Err(VerifyError::Invalid);
        }
        let claims = URL_SAFE_NO_PAD
            .decode(payload)
            .ok()
            .and_then(|json| serde_json::from_slice::<Claims>(&json).ok());
        claims
            .filter(|claims| claims.iss == self.origin && claims.aud == self.origin)
            .ok_or(VerifyError::Invalid)
    }

    /// RFC 7519 §4.1.4: not accepted *on* or after `exp`.
    fn check_times(&self, claims: &Arc<Claims>) -> Result<(), VerifyError> {
        let (now, leeway) = (self.now(), seconds(self.leeway));
        let too_early = claims.nbf > now + leeway || claims.iat > now + leeway;
        let too_late = self.end_of(claims).saturating_add(leeway) <= now;
        if too_early || too_late {
            Err(VerifyError::Expired(Arc::clone(claims)))
        } else {
            Ok(())
        }
    }

    fn now(&self) -> i64 {
        self.clock.now().seconds()
    }
}

fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

fn digest_of(header_and_payload: &str, signature: &str) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in [header_and_payload, ".", signature] {
        context.update(part.as_bytes());
    }
    let mut bytes = [0; 32];
    bytes.copy_from_slice(context.finish().as_ref());
    bytes
}

#[cfg(test)]
#[path = "access_token_tests.rs"]
mod tests;
