//! Leaky buckets: their size, their rate, and the networks that count as one address.

use std::{collections::HashMap, net::IpAddr};

use super::{
    clock::{Millis, Timestamp},
    network::block,
};

/// Entries in a table, about 2 MB of memory.
const MAX_ENTRIES: usize = 65_536;

/// A bucket's size and how fast it drains: the generic cell rate algorithm (ITU-T I.371), which needs one number a bucket, the
/// time at which it will be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limit {
    /// The capacity.
    burst: i64,
    /// The time in which one unit drains, in ms.
    pub(super) interval: Millis,
}

impl Limit {
    pub(super) const fn new(burst: i64, interval: Millis) -> Self {
        Self { burst, interval }
    }

    /// Returns the time until one more fits, in ms; 0 or less if it fits now.
    pub(super) fn wait(self, empty_at: Timestamp, now: Timestamp) -> Millis {
        empty_at - now - (self.burst - 1) * self.interval
    }
}

/// Returns the networks that count as one address: IPv4 whole, IPv6 by /64, /56 and /48.
pub(super) fn networks(ip: IpAddr) -> Vec<String> {
    match ip.to_canonical() {
        IpAddr::V6(address) => [64, 56, 48]
            .map(|length| format!("{}/{length}", block(address, length)))
            .to_vec(),
        v4 => vec![v4.to_string()],
    }
}

/// A bounded map of times by key. A time in the past means the same as no entry.
#[derive(Debug, Default)]
pub(super) struct Table(HashMap<u64, Timestamp>);

impl Table {
    pub(super) fn get(&self, key: u64) -> Timestamp {
        self.0.get(&key).copied().unwrap_or(Timestamp::NEVER)
    }

    pub(super) fn fill(&mut self, key: u64, limit: Limit, now: Timestamp) {
        let empty_at = self.get(key).max(now) + limit.interval;
        if self.0.len() >= MAX_ENTRIES && !self.0.contains_key(&key) {
            self.shrink(now);
        }
        self.0.insert(key, empty_at);
    }

    /// Removes past times and, if that frees too little, the earliest eighth. A flood of new keys displaces itself before it
    /// displaces a bucket that limits a client.
    fn shrink(&mut self, now: Timestamp) {
        self.0.retain(|_, time| *time > now);
        if self.0.len() > MAX_ENTRIES / 8 * 7 {
            let mut times: Vec<Timestamp> = self.0.values().copied().collect();
            let (_, &mut last, _) = times.select_nth_unstable(MAX_ENTRIES / 8);
            self.0.retain(|_, time| *time > last);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn ipv6_counts_by_its_networks_and_mapped_ipv4_as_ipv4() {
        let of = |text: &str| networks(text.parse().unwrap());
        assert_eq!(
            of("2001:db8:1:2ff::9"),
            [
                "2001:db8:1:2ff::/64",
                "2001:db8:1:200::/56",
                "2001:db8:1::/48"
            ]
        );
        assert_eq!(of("::ffff:192.0.2.1"), ["192.0.2.1"]);
    }

    #[test]
    fn a_flood_of_keys_stays_bounded_and_keeps_the_full_buckets() {
        let limit = Limit::new(10, 30_000);
        let mut table = Table::default();
        let full = 1;
        for _ in 0..10 {
            table.fill(full, limit, Timestamp::default());
        }
        for key in 2..200_000 {
            table.fill(
                key,
                limit,
                Timestamp::from_millis(i64::try_from(key).unwrap() / 1000),
            );
            assert!(table.0.len() <= MAX_ENTRIES);
        }
        assert!(limit.wait(table.get(full), Timestamp::from_millis(200)) > 0);
    }
}
