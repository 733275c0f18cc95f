//! Limits failed sign-ins (ASVS 6.1.1, 6.3.1; NIST SP 800-63B-4 §3.2.2) and sign-in attempts. Pure, on a [`Clock`]. The buckets of
//! failures are rows that all instances share (`store/sign_in_failures.rs`); this module decides which of them an attempt fills and
//! what they mean.
//!
//! Buckets fill with failures and drain with time. The narrow bucket, an account from one address, stops guessing at a password
//! without affecting other users. The bucket of an address stops one client that tries many accounts (credential stuffing). The
//! bucket of an account over all addresses stops a botnet. The two wide ones *could* be filled in order to lock a user out, so
//! neither binds a device from which the account has signed in before ([`super::known_device`]): it has its own bucket. IPv6 counts
//! by /64, /56 and /48, each with a bucket, for one customer may hold any of them (RFC 6177 §2).
//!
//! Attempts that passed the check before the failures of others were counted are still verified: no more of them than the password
//! queue holds, and each pushes the next permitted attempt further away.

use std::{
    hash::{BuildHasher as _, RandomState},
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
};

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    buckets::{Limit, Table, networks},
    clock::{Clock, Millis, Timestamp},
    queue::Claimant,
    secrets::Secrets,
};
use crate::{
    error::{AppError, Code},
    input::Email,
};

/// Ten failures for an account from one address, then one more each 30 s; the wider networks of IPv6 take two and four times as much.
const PAIR: [Limit; 3] = [
    Limit::new(10, 30_000),
    Limit::new(20, 15_000),
    Limit::new(40, 7_500),
];
/// A hundred failures from one address, then one more each 3 s; the wider networks of IPv6 take three and ten times as much.
const ADDRESS: [Limit; 3] = [
    Limit::new(100, 3_000),
    Limit::new(300, 1_000),
    Limit::new(1_000, 300),
];
/// A hundred failures for an account over all addresses, the most that NIST allows in a row, then one more each 60 s.
const ACCOUNT: Limit = Limit::new(100, 60_000);
/// Ten failures for an account from a device that it knows, then one more each 60 s.
const DEVICE: Limit = Limit::new(10, 60_000);
/// Attempts of an account from one address, failed or not: a thousand, then one more each 2 s.
const ATTEMPTS: Limit = Limit::new(1_000, 2_000);
/// Attempts from one address: three thousand, then one more each 500 ms.
const ADDRESS_ATTEMPTS: Limit = Limit::new(3_000, 500);

/// Codes for an email address: ten, then one more each 5 minutes.
const ASKED_FOR: Limit = Limit::new(10, 300_000);
/// Codes asked for from one address: a hundred, then one more each 10 s; the wider networks of IPv6 take three and ten times as much.
const ASKED_FROM: [Limit; 3] = [
    Limit::new(100, 10_000),
    Limit::new(300, 3_300),
    Limit::new(1_000, 1_000),
];

/// Seconds until the next attempt is allowed, at least 1: the value of `Retry-After`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RetryAfter(pub u32);

impl From<RetryAfter> for AppError {
    fn from(RetryAfter(seconds): RetryAfter) -> Self {
        Self::retry_after(Code::RateLimited, seconds)
    }
}

/// The kinds of buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    Pair,
    Address,
    Account,
    Device,
    AskedFor,
    AskedFrom,
}

/// A bucket of failures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// The key of the row: a MAC of its subject, so that no address is in the database.
    pub key: String,
    scope: Scope,
    limit: Limit,
}

impl Bucket {
    /// Returns the amount that a failure adds, as the time in which it drains.
    pub fn interval(&self) -> Millis {
        self.limit.interval
    }
}

/// An attempt to sign in: the buckets that it fills if it fails.
#[derive(Clone, Debug)]
pub struct Attempt {
    buckets: Vec<Bucket>,
    claimant: Claimant,
}

/// The verdict of the buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// The attempt may be made.
    Granted,
    /// Only an address's bucket is full, which does not bind an account that is known from there.
    IfKnownFromThere(RetryAfter),
    /// The attempt must wait.
    Refused(RetryAfter),
}

impl Attempt {
    /// Returns the buckets.
    pub fn buckets(&self) -> &[Bucket] {
        &self.buckets
    }

    /// Returns the keys of the buckets that a success empties: the account's own buckets for this address. An attacker with one
    /// account could empty the wide ones at will, so they stay.
    pub fn forgiven(&self) -> impl Iterator<Item = &str> {
        self.buckets
            .iter()
            .filter(|bucket| matches!(bucket.scope, Scope::Pair | Scope::Device))
            .map(|bucket| bucket.key.as_str())
    }

    /// Returns the claimant for the password queue.
    pub fn claimant(&self) -> Claimant {
        self.claimant
    }

    /// Evaluates the buckets. `empty_at` holds the time at which each is empty, if it was ever filled.
    pub fn judge(
        &self,
        empty_at: impl Fn(&str) -> Option<Timestamp>,
        now: Timestamp,
    ) -> Permission {
        let wait = |bucket: &Bucket| {
            empty_at(&bucket.key).map_or(0, |empty_at| bucket.limit.wait(empty_at, now))
        };
        let longest = |addresses: bool| {
            let waits = self
                .buckets
                .iter()
                .filter(|bucket| (bucket.scope == Scope::Address) == addresses)
                .map(wait);
            waits.max().unwrap_or_default()
        };
        match (longest(false), longest(true)) {
            (own, address) if own <= 0 && address <= 0 => Permission::Granted,
            (own, address) if own <= 0 => Permission::IfKnownFromThere(seconds(address)),
            (own, address) => Permission::Refused(seconds(own.max(address))),
        }
    }
}

fn seconds(wait: Millis) -> RetryAfter {
    RetryAfter(u32::try_from((wait + 999) / 1000).unwrap_or(u32::MAX))
}

/// The limiter of one instance: names the buckets, and counts attempts.
pub struct Throttle {
    clock: Clock,
    key: hmac::Key,
    /// Seeds hashes that mean nothing outside of this process.
    seed: RandomState,
    /// `None`: limits nothing.
    attempts: Option<Mutex<Table>>,
}

impl Throttle {
    /// Creates an empty limiter. If not `enabled`, it allows everything, for load tests.
    pub fn new(clock: Clock, secrets: &Secrets, enabled: bool) -> Self {
        let attempts = enabled.then(Mutex::default);
        Self {
            clock,
            key: secrets.current().sign_in_failures.clone(),
            seed: RandomState::new(),
            attempts,
        }
    }

    /// Returns whether it limits anything.
    pub fn is_enabled(&self) -> bool {
        self.attempts.is_some()
    }

    /// Returns an attempt for the account with this email address, from an IP address and perhaps a known device.
    pub fn attempt(&self, email: &Email, ip: IpAddr, known_device: Option<&[u8]>) -> Attempt {
        let account = email.as_str().as_bytes();
        let place =
            known_device.map_or_else(|| networks(ip)[0].as_bytes().to_vec(), <[u8]>::to_vec);
        let claimant = Claimant {
            account: self.seed.hash_one((email, known_device)),
            address: self.seed.hash_one(&place),
        };
        let bucket = |scope, limit, parts: &[&[u8]]| Bucket {
            key: self.key_of(scope, parts),
            scope,
            limit,
        };
        if let Some(device) = known_device {
            return Attempt {
                buckets: vec![bucket(Scope::Device, DEVICE, &[account, device])],
                claimant,
            };
        }
        let networks = networks(ip);
        let mut buckets = vec![bucket(Scope::Account, ACCOUNT, &[account])];
        for ((network, pair), address) in networks.iter().zip(PAIR).zip(ADDRESS) {
            buckets.push(bucket(Scope::Pair, pair, &[account, network.as_bytes()]));
            buckets.push(bucket(Scope::Address, address, &[network.as_bytes()]));
        }
        Attempt { buckets, claimant }
    }

    /// Returns the attempt to ask for a one-time code for an email address. Every such attempt fills its buckets.
    pub fn asking(&self, email: &Email, ip: IpAddr) -> Attempt {
        let networks = networks(ip);
        let bucket = |scope, limit, part: &[u8]| Bucket {
            key: self.key_of(scope, &[part]),
            scope,
            limit,
        };
        let email_bytes = email.as_str().as_bytes();
        let mut buckets = vec![bucket(Scope::AskedFor, ASKED_FOR, email_bytes)];
        for (network, limit) in networks.iter().zip(ASKED_FROM) {
            buckets.push(bucket(Scope::AskedFrom, limit, network.as_bytes()));
        }
        Attempt {
            buckets,
            claimant: Claimant {
                account: self.seed.hash_one(email),
                address: self.seed.hash_one(networks[0].as_bytes()),
            },
        }
    }

    /// Counts an attempt, unless there were too many of its account from its address, or of its address. Call it before any query,
    /// so that a refused attempt costs nothing.
    ///
    /// # Errors
    /// [`RetryAfter`].
    pub fn admit(&self, attempt: &Attempt) -> Result<(), RetryAfter> {
        let Some(mut attempts) = self.lock() else {
            return Ok(());
        };
        let now = self.clock.now();
        let Claimant { account, address } = attempt.claimant;
        let limited = [
            (self.seed.hash_one((account, address)), ATTEMPTS),
            (address, ADDRESS_ATTEMPTS),
        ];
        let wait = limited
            .iter()
            .map(|(key, limit)| limit.wait(attempts.get(*key), now))
            .max()
            .unwrap_or_default();
        if wait > 0 {
            return Err(seconds(wait));
        }
        limited
            .iter()
            .for_each(|(key, limit)| attempts.fill(*key, *limit, now));
        Ok(())
    }

    fn key_of(&self, scope: Scope, parts: &[&[u8]]) -> String {
        let mut mac = hmac::Context::with_key(&self.key);
        mac.update(&[scope as u8]);
        for part in parts {
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part);
        }
        URL_SAFE_NO_PAD.encode(&mac.sign().as_ref()[..16])
    }

    fn lock(&self) -> Option<MutexGuard<'_, Table>> {
        // Numbers cannot be left half changed: a panic elsewhere under the lock is no reason to stop signing in.
        self.attempts
            .as_ref()
            .map(|attempts| attempts.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
#[path = "throttle_tests.rs"]
mod tests;
