//! The open connections: their number, and which of them are shed for a new one.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{sync::Notify, time::Instant};

use super::{
    Limits,
    activity::{Activity, Rank},
};
use crate::rules::network::network;

/// The divisor of the bound that gives how many are shed at once. Ranking all connections for each new one would let
/// a flood cause work.
const SHARE: usize = 64;
/// The minimum age of a connection that is shed together with others.
const YOUNG: Duration = Duration::from_secs(1);

/// All open connections of a listener.
pub struct Connections {
    limits: Limits,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    all: HashMap<u64, Arc<Connection>>,
    by_address: HashMap<IpAddr, usize>,
    next: u64,
}

struct Connection {
    /// The address that the connection counts for. `None` if it is exempt from the bound per address.
    address: Option<IpAddr>,
    activity: Arc<Activity>,
    shed: Notify,
}

impl Connections {
    pub fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self {
            limits,
            open: Mutex::default(),
        })
    }

    /// Admits a connection and sheds others if necessary. Returns `None` if none can be shed.
    pub fn admit(self: &Arc<Self>, peer: IpAddr) -> Option<Ticket> {
        let peer = peer.to_canonical();
        let address = (!self.limits.is_exempt(peer)).then(|| network(peer));
        let mut open = self.lock();
        if let Some(address) = address
            && open
                .by_address
                .get(&address)
                .is_some_and(|count| *count >= self.limits.per_address)
            && !open.shed(self.limits.per_address, |connection| {
                connection.address == Some(address)
            })
        {
            return refused();
        }
        if open.all.len() >= self.limits.connections
            && !open.shed(self.limits.connections, |_| true)
        {
            return refused();
        }
        let id = open.next;
        open.next += 1;
        let connection = Arc::new(Connection {
            address,
            activity: Arc::new(Activity::new()),
            shed: Notify::new(),
        });
        open.all.insert(id, Arc::clone(&connection));
        if let Some(address) = address {
            *open.by_address.entry(address).or_default() += 1;
        }
        metrics::gauge!("latchkey_connections_open").increment(1.0);
        Some(Ticket {
            connections: Arc::clone(self),
            connection,
            id,
        })
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    /// Sheds the most idle connections that `which` selects. Returns false if all of them have been busy for less
    /// than a second.
    fn shed(&mut self, bound: usize, which: impl Fn(&Connection) -> bool) -> bool {
        let now = Instant::now();
        let is_young = |since: Instant| now.duration_since(since) < YOUNG;
        let mut ranked: Vec<_> = self
            .all
            .iter()
            .filter(|(_, connection)| which(connection))
            .map(|(id, one)| (one.activity.rank(), *id))
            .collect();
        ranked.sort_unstable();
        let mut shed = 0;
        for ((rank, since), id) in ranked {
            let is_more_than_needed = shed > 0 && (rank == Rank::Busy || is_young(since));
            if shed > bound / SHARE
                || is_more_than_needed
                || (rank == Rank::Busy && is_young(since))
            {
                break;
            }
            if let Some(connection) = self.remove(id) {
                connection.shed.notify_one();
                shed += 1;
            }
        }
        metrics::counter!("latchkey_connections_cut_total", "reason" => "shed")
            .increment(shed as u64);
        shed > 0
    }

    fn remove(&mut self, id: u64) -> Option<Arc<Connection>> {
        let connection = self.all.remove(&id)?;
        if let Some(address) = connection.address
            && let Some(count) = self.by_address.get_mut(&address)
        {
            *count -= 1;
            if *count == 0 {
                self.by_address.remove(&address);
            }
        }
        metrics::gauge!("latchkey_connections_open").decrement(1.0);
        Some(connection)
    }
}

fn refused() -> Option<Ticket> {
    metrics::counter!("latchkey_connections_cut_total", "reason" => "refused").increment(1);
    None
}

/// The place of a connection among the open ones, released on drop.
pub struct Ticket {
    connections: Arc<Connections>,
    connection: Arc<Connection>,
    id: u64,
}

impl Ticket {
    pub fn activity(&self) -> &Arc<Activity> {
        &self.connection.activity
    }

    pub fn limits(&self) -> &Limits {
        &self.connections.limits
    }

    /// Resolves when the connection is shed. Cancel safe.
    pub async fn shed(&self) {
        self.connection.shed.notified().await;
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.connections.lock().remove(self.id);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_ipv6_network_has_one_bound_and_ipv4_is_the_same_in_either_spelling() {
        let connections = Connections::new(Limits {
            per_address: 1,
            ..Limits::default()
        });
        let admit = |peer: &str| connections.admit(peer.parse().unwrap()).unwrap();
        let cases = [
            ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true),
            ("2001:db8:1:3::1", "2001:db8:1:4::1", false),
            ("192.0.2.1", "::ffff:192.0.2.1", true),
            ("192.0.2.2", "192.0.2.3", false),
        ];
        for (first, second, is_shed) in cases {
            let (first, _second) = (admit(first), admit(second));
            let shed = tokio::time::timeout(Duration::ZERO, first.shed()).await;
            assert_eq!(shed.is_ok(), is_shed, "{second}");
        }
    }
}
