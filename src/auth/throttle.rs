//! How often sign-in may fail (ASVS 6.1.1, 6.3.1; NIST SP 800-63B-4 §3.2.2). Pure, on a [`Clock`]; nothing is stored.
//!
//! Three buckets fill with failures and drain with time. The narrow one, an account from one address, stops guessing at a
//! password without touching anybody else: the owner, who is elsewhere, has a bucket of their own, so nobody is locked out by a
//! stranger. The bucket of an address stops one client that tries many accounts (credential stuffing). The bucket of an account
//! over all addresses stops a botnet; since that one *could* be filled in order to lock the owner out, it does not bind an
//! address from which the account has signed in before.
//!
//! Requests that passed the check before the failures of others were counted are still verified: no more of them than the
//! password queue holds, and each pushes the next permitted attempt further away. Every instance counts for itself.

use std::{
    collections::HashMap,
    hash::{BuildHasher as _, RandomState},
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::clock::{Clock, Millis};
use crate::{
    error::{AppError, Code},
    input::Email,
};

/// Ten failures for an account from one address, then one more each 30 s.
const PAIR: Limit = Limit { burst: 10, interval: 30_000 };
/// A hundred failures from one address, then one more each 3 s.
const ADDRESS: Limit = Limit { burst: 100, interval: 3_000 };
/// A hundred failures for an account over all addresses, the most that NIST allows in a row, then one more each 60 s.
const ACCOUNT: Limit = Limit { burst: 100, interval: 60_000 };
/// How long an address stays known to an account after a sign-in: 30 days, in ms.
const KNOWN_FOR: Millis = 30 * 24 * 3_600_000;
/// Entries in each table, about 2 MB of memory.
const MAX_ENTRIES: usize = 65_536;

/// Seconds until the next attempt is allowed, at least 1: the value of `Retry-After`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RetryAfter(pub u32);

impl From<RetryAfter> for AppError {
    fn from(RetryAfter(seconds): RetryAfter) -> Self {
        Self::retry_after(Code::RateLimited, seconds)
    }
}

/// The limiter. Share one behind an `Arc`; the lock is held for a few table look-ups.
#[derive(Debug)]
pub struct Throttle {
    clock: Clock,
    /// Keys are hashes under a random seed: a fixed size each, and no addresses kept in memory.
    hasher: RandomState,
    /// `None`: limits nothing.
    state: Option<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    pairs: Table,
    addresses: Table,
    accounts: Table,
    known: Table,
}

struct Keys {
    pair: u64,
    address: u64,
    account: u64,
}

impl Throttle {
    /// A limiter in which nobody has failed yet.
    pub fn new(clock: Clock) -> Self {
        Self { clock, hasher: RandomState::new(), state: Some(Mutex::default()) }
    }

    /// A limiter that lets everything pass, for load tests.
    pub fn disabled() -> Self {
        Self { clock: Clock::system(), hasher: RandomState::new(), state: None }
    }

    /// Whether an attempt may be made. Ask before the password is verified: a refused attempt costs nothing.
    ///
    /// # Errors
    /// [`RetryAfter`] where one of the buckets is full: the longest wait among them.
    pub fn check(&self, email: &Email, ip: IpAddr) -> Result<(), RetryAfter> {
        let Some(state) = self.lock() else { return Ok(()) };
        let (keys, now) = (self.keys(email, ip), self.clock.now());
        let account_wait = if state.known.get(keys.pair) > now { 0 } else { ACCOUNT.wait(state.accounts.get(keys.account), now) };
        let wait = PAIR.wait(state.pairs.get(keys.pair), now).max(ADDRESS.wait(state.addresses.get(keys.address), now)).max(account_wait);
        if wait <= 0 { Ok(()) } else { Err(RetryAfter(u32::try_from((wait + 999) / 1000).unwrap_or(u32::MAX))) }
    }

    /// Counts an attempt that failed, whether or not there is such an account.
    pub fn failed(&self, email: &Email, ip: IpAddr) {
        let Some(mut state) = self.lock() else { return };
        let (keys, now) = (self.keys(email, ip), self.clock.now());
        state.pairs.fill(keys.pair, PAIR, now);
        state.addresses.fill(keys.address, ADDRESS, now);
        state.accounts.fill(keys.account, ACCOUNT, now);
    }

    /// Forgives the account its failures from this address, and remembers the address. The wide buckets stay as they are: an
    /// attacker with one account of their own could empty them at will.
    pub fn succeeded(&self, email: &Email, ip: IpAddr) {
        let Some(mut state) = self.lock() else { return };
        let (keys, now) = (self.keys(email, ip), self.clock.now());
        state.pairs.0.remove(&keys.pair);
        state.known.set(keys.pair, now + KNOWN_FOR, now);
    }

    fn keys(&self, email: &Email, ip: IpAddr) -> Keys {
        let network = network(ip);
        Keys { pair: self.hasher.hash_one((email, network)), address: self.hasher.hash_one(network), account: self.hasher.hash_one(email) }
    }

    fn lock(&self) -> Option<MutexGuard<'_, State>> {
        // Numbers cannot be left half changed: a panic elsewhere under the lock is no reason to stop signing in.
        self.state.as_ref().map(|state| state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What counts as one address: IPv4 whole, IPv6 by /64, of which every customer has at least one (RFC 6177 §2).
fn network(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from(u128::from(address) & !u128::from(u64::MAX)).into(),
        v4 => v4,
    }
}

/// A bucket's size and how fast it drains: the generic cell rate algorithm (ITU-T I.371), which needs one number a bucket, the
/// time at which it will be empty.
#[derive(Clone, Copy)]
struct Limit {
    /// Failures that fit.
    burst: i64,
    /// In which one of them drains, in ms.
    interval: Millis,
}

impl Limit {
    /// Until one more fits, in ms; 0 or less where it does now.
    fn wait(self, empty_at: Millis, now: Millis) -> Millis {
        empty_at - now - (self.burst - 1) * self.interval
    }
}

/// Times by key, a bounded number of them. A time that has passed means the same as none.
#[derive(Debug, Default)]
struct Table(HashMap<u64, Millis>);

impl Table {
    fn get(&self, key: u64) -> Millis {
        self.0.get(&key).copied().unwrap_or(Millis::MIN / 2)
    }

    fn fill(&mut self, key: u64, limit: Limit, now: Millis) {
        let empty_at = self.get(key).max(now) + limit.interval;
        self.set(key, empty_at, now);
    }

    fn set(&mut self, key: u64, time: Millis, now: Millis) {
        if self.0.len() >= MAX_ENTRIES && !self.0.contains_key(&key) {
            self.shrink(now);
        }
        self.0.insert(key, time);
    }

    /// Drops what has passed and, where that frees too little, the eighth that passes first: a flood of fresh keys pushes out
    /// others like it before it pushes out a bucket that holds somebody back.
    fn shrink(&mut self, now: Millis) {
        self.0.retain(|_, time| *time > now);
        if self.0.len() > MAX_ENTRIES / 8 * 7 {
            let mut times: Vec<Millis> = self.0.values().copied().collect();
            let (_, &mut last, _) = times.select_nth_unstable(MAX_ENTRIES / 8);
            self.0.retain(|_, time| *time > last);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn throttle() -> (Throttle, Clock) {
        let clock = Clock::manual(1_800_000_000_000);
        (Throttle::new(clock.clone()), clock)
    }

    fn email(name: &str) -> Email {
        Email::parse(&format!("{name}@latchkey.test")).unwrap()
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn fail(throttle: &Throttle, times: usize, email: &Email, ip: IpAddr) {
        for _ in 0..times {
            assert_eq!(throttle.check(email, ip), Ok(()));
            throttle.failed(email, ip);
        }
    }

    #[test]
    fn ten_failures_then_one_each_thirty_seconds() {
        let (throttle, clock) = throttle();
        let (owner, here) = (email("owner"), ip("192.0.2.1"));
        fail(&throttle, 10, &owner, here);
        assert_eq!(throttle.check(&owner, here), Err(RetryAfter(30)));
        clock.advance(Duration::from_millis(29_001));
        assert_eq!(throttle.check(&owner, here), Err(RetryAfter(1)));
        clock.advance(Duration::from_millis(999));
        fail(&throttle, 1, &owner, here);
        assert_eq!(throttle.check(&owner, here), Err(RetryAfter(30)));
        clock.advance(Duration::from_secs(300));
        fail(&throttle, 10, &owner, here);
    }

    #[test]
    fn a_stranger_does_not_lock_the_owner_out() {
        let (throttle, _) = throttle();
        let owner = email("owner");
        fail(&throttle, 10, &owner, ip("192.0.2.1"));
        assert_eq!(throttle.check(&owner, ip("192.0.2.2")), Ok(()));
        assert_eq!(throttle.check(&email("other"), ip("192.0.2.1")), Ok(()));
    }

    #[test]
    fn success_forgives_the_pair() {
        let (throttle, _) = throttle();
        let (owner, here) = (email("owner"), ip("192.0.2.1"));
        fail(&throttle, 10, &owner, here);
        throttle.succeeded(&owner, here);
        fail(&throttle, 10, &owner, here);
    }

    #[test]
    fn one_address_that_tries_many_accounts_is_slowed() {
        let (throttle, clock) = throttle();
        let here = ip("192.0.2.1");
        for n in 0..100 {
            fail(&throttle, 1, &email(&format!("u{n}")), here);
        }
        assert_eq!(throttle.check(&email("next"), here), Err(RetryAfter(3)));
        clock.advance(Duration::from_secs(3));
        fail(&throttle, 1, &email("next"), here);
        assert_eq!(throttle.check(&email("next"), here), Err(RetryAfter(3)));
    }

    #[test]
    fn a_botnet_on_one_account_is_slowed_but_not_the_owner_where_they_are_known() {
        let (throttle, clock) = throttle();
        let (owner, home) = (email("owner"), ip("198.51.100.1"));
        throttle.succeeded(&owner, home);
        for n in 0..100 {
            fail(&throttle, 1, &owner, ip(&format!("192.0.2.{n}")));
        }
        assert_eq!(throttle.check(&owner, ip("203.0.113.1")), Err(RetryAfter(60)));
        assert_eq!(throttle.check(&owner, home), Ok(()));
        clock.advance(Duration::from_secs(60));
        assert_eq!(throttle.check(&owner, ip("203.0.113.1")), Ok(()));
    }

    #[test]
    fn ipv6_counts_by_64_and_mapped_ipv4_as_ipv4() {
        let (throttle, _) = throttle();
        let owner = email("owner");
        fail(&throttle, 10, &owner, ip("2001:db8:1:2::1"));
        assert!(throttle.check(&owner, ip("2001:db8:1:2:ffff::9")).is_err());
        assert_eq!(throttle.check(&owner, ip("2001:db8:1:3::1")), Ok(()));
        fail(&throttle, 10, &owner, ip("192.0.2.1"));
        assert!(throttle.check(&owner, ip("::ffff:192.0.2.1")).is_err());
    }

    #[test]
    fn disabled_lets_everything_pass() {
        fail(&Throttle::disabled(), 500, &email("owner"), ip("192.0.2.1"));
    }

    #[test]
    fn a_flood_of_keys_stays_bounded_and_keeps_the_full_buckets() {
        let mut table = Table::default();
        let full = 1;
        for _ in 0..10 {
            table.fill(full, PAIR, 0);
        }
        for key in 2..200_000 {
            table.fill(key, PAIR, i64::try_from(key).unwrap() / 1000);
            assert!(table.0.len() <= MAX_ENTRIES);
        }
        assert!(PAIR.wait(table.get(full), 200) > 0);
    }
}
