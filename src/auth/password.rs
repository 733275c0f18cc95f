//! Password hashes: Argon2id in PHC strings, off the async threads, a bounded number at a time (ASVS 11.4.2, 15.1.3, 15.2.2).
//!
//! A hash is meant to cost time and memory, so anybody who can cause one can cause load. As many run as there are cores, a bounded
//! queue waits, and whoever comes later is told to come back. Pure but for the threads: knows no account and no database.

use std::{fmt, sync::Arc, thread::available_parallelism};

use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version, password_hash::phc::PasswordHash};
use tokio::{sync::Semaphore, task::spawn_blocking};
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use crate::{
    error::{AppError, Code},
    input::Password,
};

/// How many callers may wait for a core: at 50 ms a hash, seconds rather than minutes.
const MAX_WAITING: usize = 64;
/// What a stored hash may ask for: 256 MiB. A row that asks for more is damaged, or was written to exhaust the server.
const MAX_MEMORY_KIB: u32 = 256 * 1024;
/// What a stored hash may ask for, in passes and in lanes.
const MAX_PASSES: u32 = 16;

/// What one hash costs.
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
    pub const OWASP: Self = Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
    /// The least that Argon2 can do. For tests: it protects nothing.
    pub const LEAST: Self = Self { memory_kib: 8, passes: 1, lanes: 1 };
}

/// What came of a verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The password is the one that was hashed.
    pub matches: bool,
    /// It matches, exactly as typed, a hash of another cost than today's: hash it anew while the password is at hand.
    pub needs_rehash: bool,
}

/// Why there is no hash or no verdict. Says nothing about the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordError {
    /// Too many are waiting; try again in a second.
    Busy,
    /// Argon2 refused the parameters, no memory or randomness was to be had, or the runtime is stopping.
    Failed,
}

impl fmt::Display for PasswordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Busy => "too many passwords are being hashed",
            Self::Failed => "the password could not be hashed",
        })
    }
}

impl std::error::Error for PasswordError {}

impl From<PasswordError> for AppError {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Busy => Self::retry_after(Code::Unavailable, 1),
            PasswordError::Failed => Code::Internal.into(),
        }
    }
}

/// Hashes and verifies passwords. Cheap to clone; clones share the queue.
#[derive(Clone, Debug)]
pub struct PasswordHasher {
    argon2: Argon2<'static>,
    /// Verified against where there is no account: parses, costs the same, matches nothing.
    dummy: Arc<str>,
    admitted: Arc<Semaphore>,
    cores: Arc<Semaphore>,
}

impl PasswordHasher {
    /// A hasher with a queue of its own.
    ///
    /// # Errors
    /// [`PasswordError::Failed`] where Argon2 does not allow such a cost.
    pub fn new(cost: HashCost) -> Result<Self, PasswordError> {
        let cores = available_parallelism().map_or(1, usize::from);
        Self::with_queue(cost, cores, MAX_WAITING)
    }

    fn with_queue(cost: HashCost, cores: usize, waiting: usize) -> Result<Self, PasswordError> {
        let HashCost { memory_kib, passes, lanes } = cost;
        let params = Params::new(memory_kib, passes, lanes, Some(Params::DEFAULT_OUTPUT_LEN)).map_err(|_| PasswordError::Failed)?;
        // 16 bytes of salt and 32 of output, all zero, written directly: nothing is hashed on the start path.
        let (salt, output) = ("A".repeat(22), "A".repeat(43));
        Ok(Self {
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            dummy: format!("$argon2id$v=19$m={memory_kib},t={passes},p={lanes}${salt}${output}").into(),
            admitted: Arc::new(Semaphore::new(cores + waiting)),
            cores: Arc::new(Semaphore::new(cores)),
        })
    }

    /// A new PHC string for `password`, under a salt of its own. The bytes are hashed as they were typed (ASVS 6.2.8).
    ///
    /// # Errors
    /// [`PasswordError`].
    pub async fn hash(&self, password: &Password) -> Result<String, PasswordError> {
        let argon2 = self.argon2.clone();
        self.run(password, move |bytes| argon2.hash_password(bytes).map(|hash| hash.to_string())).await?.map_err(|_| PasswordError::Failed)
    }

    /// Whether `password` is the one behind `stored`, a PHC string. `None` (no such account, or one without a password) and a string
    /// that cannot be read never match, and take as long as any other, so that time does not tell who has an account (ASVS 6.3.8).
    ///
    /// # Errors
    /// [`PasswordError`].
    pub async fn verify(&self, password: &Password, stored: Option<&str>) -> Result<Verdict, PasswordError> {
        let argon2 = self.argon2.clone();
        let readable = stored.and_then(read);
        if stored.is_some() && readable.is_none() {
            tracing::error!("a stored password hash cannot be read; nobody can sign in with it");
        }
        let known = readable.is_some();
        let dummy = Arc::clone(&self.dummy);
        self.run(password, move |bytes| {
            let Some(hash) = readable.or_else(|| read(&dummy)) else { return Verdict { matches: false, needs_rehash: false } };
            let exact = argon2.verify_password(bytes, &hash).is_ok();
            let matches = exact || matches_composed(&argon2, bytes, &hash);
            // What matched only once composed must not be hashed as typed: the next keyboard would be locked out.
            Verdict { matches: known && matches, needs_rehash: known && exact && is_outdated(&argon2, &hash) }
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        password: &Password,
        work: impl FnOnce(&[u8]) -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let place = Arc::clone(&self.admitted).try_acquire_owned().map_err(|_| PasswordError::Busy)?;
        let core = Arc::clone(&self.cores).acquire_owned().await.map_err(|_| PasswordError::Failed)?;
        // Copied only now, so that one who waits holds no second copy of the password.
        let password = password.clone();
        spawn_blocking(move || {
            // The permits go along: work that was started runs on when the client is gone, and must go on counting.
            let _permits = (place, core);
            work(password.expose())
        })
        .await
        .map_err(|_| PasswordError::Failed)
    }
}

/// One more try for a password of another keyboard: composed characters (NFC) where it was typed decomposed (NIST SP 800-63B-4 §3.1.1.2).
fn matches_composed(argon2: &Argon2<'_>, typed: &[u8], hash: &PasswordHash) -> bool {
    match std::str::from_utf8(typed) {
        Ok(text) if !is_nfc(text) => argon2.verify_password(text.nfc().collect::<String>().as_bytes(), hash).is_ok(),
        _ => false,
    }
}

/// `None` for what is not Argon2id with a salt and an output, at a cost that this server is ready to pay.
fn read(phc: &str) -> Option<PasswordHash> {
    let hash = PasswordHash::new(phc).ok()?;
    let params = Params::try_from(&hash).ok()?;
    let affordable = params.m_cost() <= MAX_MEMORY_KIB && params.t_cost() <= MAX_PASSES && params.p_cost() <= MAX_PASSES;
    let complete = hash.algorithm == argon2::ARGON2ID_IDENT && hash.salt.is_some() && hash.hash.is_some();
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
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn hasher() -> PasswordHasher {
        PasswordHasher::new(HashCost::LEAST).unwrap()
    }

    fn password(text: &str) -> Password {
        Password::new(text.to_owned())
    }

    #[tokio::test]
    async fn only_the_right_password_matches() {
        let hasher = hasher();
        let hash = hasher.hash(&password("latchkey-demo")).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
        let right = hasher.verify(&password("latchkey-demo"), Some(&hash)).await;
        assert_eq!(right, Ok(Verdict { matches: true, needs_rehash: false }));
        let wrong = hasher.verify(&password("Latchkey-demo"), Some(&hash)).await;
        assert_eq!(wrong, Ok(Verdict { matches: false, needs_rehash: false }));
    }

    #[tokio::test]
    async fn the_same_password_hashes_differently_each_time() {
        let hasher = hasher();
        assert_ne!(hasher.hash(&password("x")).await, hasher.hash(&password("x")).await);
    }

    #[tokio::test]
    async fn a_missing_or_damaged_hash_never_matches() {
        let hasher = hasher();
        let huge = "$argon2id$v=19$m=4194304,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        for stored in
            [None, Some(""), Some("plain"), Some("$argon2id$v=19$m=8,t=1,p=1"), Some("$2b$12$abc"), Some("$argon2id$$$"), Some(huge)]
        {
            for typed in ["", "plain", "x"] {
                let verdict = hasher.verify(&password(typed), stored).await;
                assert_eq!(verdict, Ok(Verdict { matches: false, needs_rehash: false }), "{stored:?}");
            }
        }
    }

    #[test]
    fn the_dummy_costs_what_a_hash_costs() {
        for cost in [HashCost::LEAST, HashCost::OWASP] {
            let hasher = PasswordHasher::new(cost).unwrap();
            let dummy = read(&hasher.dummy).unwrap();
            assert!(!is_outdated(&hasher.argon2, &dummy));
        }
    }

    #[tokio::test]
    async fn another_cost_asks_for_a_new_hash() {
        let old = hasher().hash(&password("x")).await.unwrap();
        let today = PasswordHasher::new(HashCost { memory_kib: 16, passes: 1, lanes: 1 }).unwrap();
        assert_eq!(today.verify(&password("x"), Some(&old)).await, Ok(Verdict { matches: true, needs_rehash: true }));
        assert_eq!(today.verify(&password("y"), Some(&old)).await, Ok(Verdict { matches: false, needs_rehash: false }));
    }

    #[tokio::test]
    async fn decomposed_typing_matches_a_composed_password_and_is_not_hashed_anew() {
        let old = hasher().hash(&password("caf\u{e9} \u{ac00}")).await.unwrap();
        let today = PasswordHasher::new(HashCost { memory_kib: 16, passes: 1, lanes: 1 }).unwrap();
        let verdict = today.verify(&password("cafe\u{301} \u{1100}\u{1161}"), Some(&old)).await;
        assert_eq!(verdict, Ok(Verdict { matches: true, needs_rehash: false }));
    }

    #[tokio::test]
    async fn a_full_queue_says_so_and_recovers() {
        let hasher = PasswordHasher::with_queue(HashCost::LEAST, 1, 1).unwrap();
        let core = Arc::clone(&hasher.cores).acquire_owned().await.unwrap();
        let _running = Arc::clone(&hasher.admitted).acquire_owned().await.unwrap();
        let waiting = tokio::spawn({
            let hasher = hasher.clone();
            async move { hasher.hash(&password("x")).await }
        });
        while hasher.admitted.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(hasher.hash(&password("x")).await, Err(PasswordError::Busy));
        assert_eq!(AppError::from(PasswordError::Busy).retry_after, Some(1));
        drop(core);
        assert!(waiting.await.unwrap().is_ok());
        assert!(hasher.hash(&password("x")).await.is_ok());
    }

    #[test]
    fn impossible_costs_are_refused() {
        assert_eq!(PasswordHasher::new(HashCost { memory_kib: 1, passes: 1, lanes: 1 }).err(), Some(PasswordError::Failed));
    }
}
