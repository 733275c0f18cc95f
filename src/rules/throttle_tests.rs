//! The limits on a database that is a table in memory.

#![allow(clippy::unwrap_used)]

use std::{cell::RefCell, collections::HashMap, time::Duration};

use super::*;

struct World {
    throttle: Throttle,
    clock: Clock,
    rows: RefCell<HashMap<String, Timestamp>>,
}

impl World {
    fn new() -> Self {
        let clock = Clock::manual(Timestamp::from_millis(1_800_000_000_000));
        Self {
            throttle: Throttle::new(clock.clone(), &Secrets::new(&[7; 32], &[]), true),
            clock,
            rows: RefCell::default(),
        }
    }

    fn attempt(&self, name: &str, ip: &str, device: Option<&[u8]>) -> Attempt {
        self.throttle.attempt(
            &Email::parse(&format!("{name}@latchkey.test")).unwrap(),
            ip.parse().unwrap(),
            device,
        )
    }

    fn judge(&self, attempt: &Attempt) -> Permission {
        attempt.judge(|key| self.rows.borrow().get(key).copied(), self.clock.now())
    }

    fn ask(&self, name: &str, ip: &str) -> Permission {
        self.judge(&self.attempt(name, ip, None))
    }

    fn fail(&self, times: usize, attempt: &Attempt) {
        for _ in 0..times {
            assert_eq!(self.judge(attempt), Permission::Granted);
            for bucket in attempt.buckets() {
                let now = self.clock.now();
                let mut rows = self.rows.borrow_mut();
                let empty_at =
                    rows.get(&bucket.key).copied().unwrap_or(now).max(now) + bucket.interval();
                rows.insert(bucket.key.clone(), empty_at);
            }
        }
    }

    fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }
}

fn refused(seconds: u32) -> Permission {
    Permission::Refused(RetryAfter(seconds))
}

#[test]
fn ten_failures_then_one_each_thirty_seconds() {
    let world = World::new();
    let here = world.attempt("owner", "192.0.2.1", None);
    world.fail(10, &here);
    assert_eq!(world.judge(&here), refused(30));
    world.clock.advance(Duration::from_millis(29_001));
    assert_eq!(world.judge(&here), refused(1));
    world.clock.advance(Duration::from_millis(999));
    world.fail(1, &here);
    assert_eq!(world.judge(&here), refused(30));
    world.pass(300);
    world.fail(10, &here);
}

#[test]
fn a_stranger_does_not_lock_the_owner_out() {
    let world = World::new();
    world.fail(10, &world.attempt("owner", "192.0.2.1", None));
    assert_eq!(world.ask("owner", "192.0.2.2"), Permission::Granted);
    assert_eq!(world.ask("other", "192.0.2.1"), Permission::Granted);
}

#[test]
fn a_success_forgives_the_account_its_own_place_only() {
    let world = World::new();
    let attempt = world.attempt("owner", "2001:db8::1", None);
    assert_eq!(attempt.forgiven().count(), 3);
    let wide = attempt
        .buckets()
        .iter()
        .filter(|bucket| !attempt.forgiven().any(|key| key == bucket.key));
    assert!(
        wide.clone().count() == 4
            && wide
                .clone()
                .all(|bucket| matches!(bucket.scope, Scope::Address | Scope::Account))
    );
}

#[test]
fn one_address_that_tries_many_accounts_is_slowed_unless_the_account_is_known_from_there() {
    let world = World::new();
    for n in 0..100 {
        world.fail(1, &world.attempt(&format!("u{n}"), "192.0.2.1", None));
    }
    assert_eq!(
        world.ask("next", "192.0.2.1"),
        Permission::IfKnownFromThere(RetryAfter(3))
    );
    world.pass(3);
    world.fail(1, &world.attempt("next", "192.0.2.1", None));
}

#[test]
fn a_botnet_on_one_account_is_slowed_but_not_the_owner_at_a_known_device() {
    let world = World::new();
    for n in 0..100 {
        world.fail(1, &world.attempt("owner", &format!("192.0.2.{n}"), None));
    }
    assert_eq!(world.ask("owner", "203.0.113.1"), refused(60));
    let home = world.attempt("owner", "203.0.113.1", Some(b"device"));
    world.fail(10, &home);
    assert_eq!(world.judge(&home), refused(60));
    assert_eq!(
        world.judge(&world.attempt("owner", "192.0.2.1", Some(b"other"))),
        Permission::Granted
    );
}

#[test]
fn ipv6_counts_by_64_56_and_48() {
    let world = World::new();
    world.fail(10, &world.attempt("owner", "2001:db8:1:2::1", None));
    assert_eq!(world.ask("owner", "2001:db8:1:2:ffff::9"), refused(30));
    world.fail(10, &world.attempt("owner", "2001:db8:1:3::1", None));
    assert_eq!(
        world.ask("owner", "2001:db8:1:4::1"),
        refused(15),
        "the /56 is full"
    );
    world.fail(10, &world.attempt("owner", "2001:db8:1:103::1", None));
    world.fail(10, &world.attempt("owner", "2001:db8:1:203::1", None));
    assert_eq!(
        world.ask("owner", "2001:db8:1:303::1"),
        refused(8),
        "the /48 is full"
    );
    assert_eq!(world.ask("owner", "2001:db8:2::1"), Permission::Granted);
}

#[test]
fn instances_with_one_secret_name_the_same_buckets_and_show_no_address() {
    let (one, other) = (World::new(), World::new());
    let buckets = |world: &World| world.attempt("owner", "192.0.2.1", None).buckets().to_vec();
    assert_eq!(buckets(&one), buckets(&other));
    assert!(
        buckets(&one)
            .iter()
            .all(|bucket| bucket.key.len() == 22 && !bucket.key.contains("owner"))
    );
}

#[test]
fn attempts_are_counted_whatever_comes_of_them_and_leave_others_room() {
    let world = World::new();
    let greedy = world.attempt("greedy", "192.0.2.1", None);
    for _ in 0..1_000 {
        assert_eq!(world.throttle.admit(&greedy), Ok(()));
    }
    assert_eq!(world.throttle.admit(&greedy), Err(RetryAfter(2)));
    assert_eq!(
        world
            .throttle
            .admit(&world.attempt("honest", "192.0.2.1", None)),
        Ok(())
    );
    world.pass(2);
    assert_eq!(world.throttle.admit(&greedy), Ok(()));
}

#[test]
fn a_disabled_limiter_admits_everything() {
    let throttle = Throttle::new(Clock::system(), &Secrets::new(&[7; 32], &[]), false);
    let attempt = throttle.attempt(&Email::parse("a@b.c").unwrap(), [192, 0, 2, 1].into(), None);
    assert!(!throttle.is_enabled() && (0..5_000).all(|_| throttle.admit(&attempt).is_ok()));
}
