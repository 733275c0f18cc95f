//! Password hashes: Argon2id in PHC strings, off the async threads, a bounded number at a time (ASVS 11.4.2, 15.1.3, 15.2.2).
//!
//! A hash is meant to cost time and memory, so a client that causes one causes load. As many run as there are cores. A bounded fair
//! queue ([`FairQueue`]) holds the others; if it is full, the client is told to retry. Pure except for the threads: knows no
//! account and no database.

use std::{sync::Arc, thread::available_parallelism, time::Duration};

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version,
    password_hash::phc::PasswordHash,
};
use thiserror::Error;
use tokio::task::spawn_blocking;
use unicode_normalization::{UnicodeNormalization as _, is_nfc};
use zeroize::Zeroizing;

use super::queue::{Claimant, FairQueue, Permit, Refused};
use crate::{
    error::{AppError, Code},
    input::Password,
};

/// The maximum number of callers that wait for a core: seconds of work at 50 ms a hash.
const MAX_WAITING: usize = 64;
/// The maximum time that a caller waits for a core.
const PATIENCE: Duration = Duration::from_secs(10);
/// The maximum memory of a stored hash: 256 MiB. A row that demands more is damaged, or was written to exhaust the server.
const MAX_MEMORY_KIB: u32 = 256 * 1024;
/// The maximum passes and lanes of a stored hash.
const MAX_PASSES: u32 = 16;

/// The cost of one hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashCost {
    /// Memory, in KiB; at least 8 for each lane.
    pub memory_kib: u32,
    /// Passes over that memory; at least 1.
    pub passes: u32,
    /// Lanes; at least 1.
    pub lanes: u32,
}

impl HashCost {
    /// The parameters of the OWASP Password Storage Cheat Sheet, which ASVS 5.0 Appendix C approves: 19 MiB, two passes, one lane.
    pub const OWASP: Self = Self {
        memory_kib: 19 * 1024,
        passes: 2,
        lanes: 1,
    };
    /// The least that Argon2 can do. For tests: it protects nothing.
    pub const LEAST: Self = Self {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };
}

/// The outcome of a verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The password is the one that was hashed.
    pub matches: bool,
    /// The password matches, exactly as typed, a hash of another cost than the current one. The caller should hash it again.
    pub needs_rehash: bool,
}

/// The reason for having no hash or no verdict. Reveals nothing about the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PasswordError {
    /// Too many are waiting; try again in a second.
    #[error("too many passwords are being hashed")]
    Busy,
    /// Too many of the same account or address are waiting; try again in a second.
    #[error("too many passwords of one account or address are being hashed")]
    Greedy,
    /// Argon2 refused the parameters, no memory or randomness was to be had, or the runtime is stopping.
    #[error("the password could not be hashed")]
    Failed,
}

impl From<PasswordError> for AppError {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Busy => Self::retry_after(Code::Unavailable, 1),
            PasswordError::Greedy => Self::retry_after(Code::RateLimited, 1),
            PasswordError::Failed => Code::Internal.into(),
        }
    }
}

/// Hashes and verifies passwords. Cheap to clone; clones share the queue.
#[derive(Clone, Debug)]
pub struct PasswordHasher {
    argon2: Argon2<'static>,
    /// The hash to verify against if there is no account. Costs the same and never matches.
    dummy: Arc<str>,
    queue: FairQueue,
    cores: usize,
}

impl From<Refused> for PasswordError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Full => Self::Busy,
            Refused::Greedy => Self::Greedy,
        }
    }
}

impl PasswordHasher {
    /// Creates a hasher with its own queue.
    ///
    /// # Errors
    /// [`PasswordError::Failed`] where Argon2 does not allow such a cost.
    pub fn new(cost: HashCost) -> Result<Self, PasswordError> {
        let cores = available_parallelism().map_or(1, usize::from);
        Self::with_queue(cost, cores, MAX_WAITING)
    }

    fn with_queue(cost: HashCost, cores: usize, waiting: usize) -> Result<Self, PasswordError> {
        let HashCost {
            memory_kib,
            passes,
            lanes,
        } = cost;
        let params = Params::new(memory_kib, passes, lanes, Some(Params::DEFAULT_OUTPUT_LEN))
            .map_err(|_| PasswordError::Failed)?;
        // 16 bytes of salt and 32 of output, all zero, written directly: nothing is hashed on the start path.
        let (salt, output) = ("A".repeat(22), "A".repeat(43));
        Ok(Self {
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            dummy: format!("$argon2id$v=19$m={memory_kib},t={passes},p={lanes}${salt}${output}")
                .into(),
            queue: FairQueue::new(cores, waiting, PATIENCE),
            cores,
        })
    }

    /// Returns a new PHC string for `password` with a fresh salt. Every character counts, as it was typed (ASVS 6.2.8), in its composed form
    /// (NFC, NIST SP 800-63B-4 §3.1.1.2).
    ///
    /// # Errors
    /// [`PasswordError`].
    pub async fn hash(
        &self,
        password: &Password,
        claimant: Claimant,
    ) -> Result<String, PasswordError> {
        let argon2 = self.argon2.clone();
        self.run(password, claimant, move |bytes| {
            let composed = composed(bytes);
            let bytes = composed.as_ref().map_or(bytes, |text| text.as_bytes());
            argon2.hash_password(bytes).map(|hash| hash.to_string())
        })
        .await?
        .map_err(|_| PasswordError::Failed)
    }

    /// Verifies `password` against `stored`, a PHC string. `None` (no such account, or one without a password) and an unreadable
    /// string never match. They take as long as any other, so that timing does not reveal whether an account exists (ASVS 6.3.8).
    ///
    /// # Errors
    /// [`PasswordError`].
    pub async fn verify(
        &self,
        password: &Password,
        stored: Option<&str>,
        claimant: Claimant,
    ) -> Result<Verdict, PasswordError> {
        let argon2 = self.argon2.clone();
        let readable = stored.and_then(read);
        if stored.is_some() && readable.is_none() {
            tracing::error!("a stored password hash cannot be read; nobody can sign in with it");
        }
        let known = readable.is_some();
        let dummy = Arc::clone(&self.dummy);
        self.run(password, claimant, move |bytes| {
            let Some(hash) = readable.or_else(|| read(&dummy)) else {
                return Verdict {
                    matches: false,
                    needs_rehash: false,
                };
            };
            let exact = argon2.verify_password(bytes, &hash).is_ok();
            let matches = exact || matches_composed(&argon2, bytes, &hash);
            // What matched only once composed must not be hashed as typed: the next keyboard would be locked out.
            Verdict {
                matches: known && matches,
                needs_rehash: known && exact && is_outdated(&argon2, &hash),
            }
        })
        .await
    }

    /// Occupies every core until the returned permits are dropped. Other calls wait.
    ///
    /// # Errors
    /// [`PasswordError`].
    pub async fn hold(&self) -> Result<Vec<Permit>, PasswordError> {
        let mut permits = Vec::with_capacity(self.cores);
        for _ in 0..self.cores {
            permits.push(self.queue.enter(Claimant::default()).await?);
        }
        Ok(permits)
    }

    /// Returns the number of callers that wait for a core.
    pub fn waiting(&self) -> usize {
        self.queue.waiting()
    }

    async fn run<T: Send + 'static>(
        &self,
        password: &Password,
        claimant: Claimant,
        work: impl FnOnce(&[u8]) -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let permit = self.queue.enter(claimant).await?;
        // Copied only now, so that one who waits holds no second copy of the password.
        let password = password.clone();
        spawn_blocking(move || {
            // The permit goes along: work that was started runs on when the client is gone, and must go on counting.
            let _permit = permit;
            work(password.expose())
        })
        .await
        .map_err(|_| PasswordError::Failed)
    }
}

/// Returns whether the composed form of a password that was typed decomposed matches.
fn matches_composed(argon2: &Argon2<'_>, typed: &[u8], hash: &PasswordHash) -> bool {
    composed(typed).is_some_and(|text| argon2.verify_password(text.as_bytes(), hash).is_ok())
}

/// Returns the composed form (NFC) of a password that was typed in another one.
fn composed(typed: &[u8]) -> Option<Zeroizing<String>> {
    let text = std::str::from_utf8(typed).ok()?;
    (!is_nfc(text)).then(|| Zeroizing::new(text.nfc().collect()))
}

/// Parses a hash. Returns `None` unless it is Argon2id with a salt and an output, at an acceptable cost.
fn read(phc: &str) -> Option<PasswordHash> {
    let hash = PasswordHash::new(phc).ok()?;
    let params = Params::try_from(&hash).ok()?;
    let affordable = params.m_cost() <= MAX_MEMORY_KIB
        && params.t_cost() <= MAX_PASSES
        && params.p_cost() <= MAX_PASSES;
    let complete =
        hash.algorithm == argon2::ARGON2ID_IDENT && hash.salt.is_some() && hash.hash.is_some();
    (affordable && complete).then_some(hash)
}

fn is_outdated(argon2: &Argon2<'_>, hash: &PasswordHash) -> bool {
    let today = argon2.params();
    hash.version != Some(Version::V0x13.into())
        || Params::try_from(hash).map(|params| (params.m_cost(), params.t_cost(), params.p_cost()))
            != Ok((today.m_cost(), today.t_cost(), today.p_cost()))
        || hash.hash.as_ref().map(|output| output.len()) != today.output_len()
}

#[cfg(test)]
#[path = "password_tests.rs"]
mod tests;
