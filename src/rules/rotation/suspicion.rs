//! Detects a stolen copy that stays one generation behind. It presents the parent after each rotation and is given the same
//! successor.
//!
//! A client that lost its answer does the same, so one replay proves nothing. A replay is suspicious if it is late and comes from
//! another network and other software than the rotation. Three suspicious generations in a row end the session. A phone that
//! changes networks keeps its browser, and a browser that updates itself does so once.

use std::net::IpAddr;

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{rules::network::network, session::Generation};

/// The number of suspicious generations in a row that ends the session.
const RUN: u32 = 3;

/// The suspicious replays of a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Suspicion {
    /// The last generation with a suspicious replay.
    pub generation: Option<Generation>,
    /// The number of generations in a row, including that one.
    pub run: u32,
}

/// The meaning of a late replay from another network and other software.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judged {
    /// Already counted for this generation.
    Known,
    /// The count of generations in a row.
    Suspicious(u32),
    /// The refresh token was copied.
    Copy,
}

impl Suspicion {
    /// No suspicious replay.
    pub const NONE: Self = Self {
        generation: None,
        run: 0,
    };

    pub(super) fn judge(self, generation: Generation) -> Judged {
        if self.generation == Some(generation) {
            return Judged::Known;
        }
        let run = if self.generation.map(Generation::next) == Some(generation) {
            self.run + 1
        } else {
            1
        };
        if run >= RUN {
            Judged::Copy
        } else {
            Judged::Suspicious(run)
        }
    }
}

/// The origin of a refresh, as far as clients can be distinguished. Empty if unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// The address, of IPv6 the /64 that a customer has.
    pub network: String,
    /// A digest of the `User-Agent`.
    pub software: String,
}

impl Caller {
    /// Creates it from a client's address and `User-Agent`.
    pub fn new(ip: IpAddr, user_agent: &str) -> Self {
        Self {
            network: network(ip).to_string(),
            software: URL_SAFE_NO_PAD
                .encode(&digest(&SHA256, user_agent.as_bytes()).as_ref()[..12]),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::rules::clock::Timestamp;

    use super::{
        super::{ClockReading, Decision, Policy, SessionState, decide},
        *,
    };

    const POLICY: Policy = Policy {
        idle_ttl: Duration::from_secs(86_400),
        reuse_grace: Duration::from_secs(10),
    };

    fn replay_at(generation: u64, suspicion: Suspicion, moment: ClockReading) -> Decision {
        let presented = Generation::new(generation - 1);
        let stored = SessionState {
            generation: presented.next(),
            used_at: None,
            refreshed_at: Timestamp::default(),
            expires_at: Timestamp::MAX,
            revoked: false,
            suspicion,
        };
        decide(presented, &stored, moment, &POLICY)
    }

    fn foreign(now: i64) -> ClockReading {
        ClockReading {
            is_other_network: true,
            is_other_software: true,
            ..ClockReading::of_the_same_client(Timestamp::from_millis(now))
        }
    }

    #[test]
    fn three_generations_running_are_a_copy() {
        let second = Suspicion {
            generation: Some(Generation::new(5)),
            run: 1,
        };
        let third = Suspicion {
            generation: Some(Generation::new(6)),
            run: 2,
        };
        assert_eq!(
            replay_at(5, Suspicion::NONE, foreign(10_001)),
            Decision::SuspiciousReplay {
                to: Generation::new(5),
                run: 1
            }
        );
        assert_eq!(
            replay_at(6, second, foreign(10_001)),
            Decision::SuspiciousReplay {
                to: Generation::new(6),
                run: 2
            }
        );
        assert_eq!(replay_at(7, third, foreign(10_001)), Decision::Reused);
    }

    #[test]
    fn a_generation_counts_once_and_a_gap_begins_anew() {
        let known = Suspicion {
            generation: Some(Generation::new(6)),
            run: 2,
        };
        assert_eq!(
            replay_at(6, known, foreign(10_001)),
            Decision::Replay {
                to: Generation::new(6)
            }
        );
        assert_eq!(
            replay_at(8, known, foreign(10_001)),
            Decision::SuspiciousReplay {
                to: Generation::new(8),
                run: 1
            }
        );
    }

    #[test]
    fn an_early_replay_and_one_by_the_same_client_are_not_suspicious() {
        let known = Suspicion {
            generation: Some(Generation::new(6)),
            run: 2,
        };
        let same_software = ClockReading {
            is_other_software: false,
            ..foreign(10_001)
        };
        let same_network = ClockReading {
            is_other_network: false,
            ..foreign(10_001)
        };
        let after_a_jump = ClockReading {
            clock_jumped: true,
            ..foreign(10_001)
        };
        for moment in [foreign(10_000), same_software, same_network, after_a_jump] {
            assert_eq!(
                replay_at(7, known, moment),
                Decision::Replay {
                    to: Generation::new(7)
                },
                "{moment:?}"
            );
        }
    }

    #[test]
    fn callers_are_told_apart_by_network_and_software() {
        let caller = |ip: &str, agent| {
            Caller::new(
                ip.parse()
                    .unwrap_or(IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED)),
                agent,
            )
        };
        assert_eq!(
            caller("2001:db8:1:2::1", "a"),
            caller("2001:db8:1:2:ffff::9", "a")
        );
        assert_eq!(caller("::ffff:192.0.2.1", "a"), caller("192.0.2.1", "a"));
        assert_ne!(
            caller("192.0.2.1", "a").software,
            caller("192.0.2.1", "b").software
        );
    }
}
