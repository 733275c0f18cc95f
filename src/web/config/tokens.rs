//! How tokens are signed, and how long they and their sessions live.

use std::time::Duration;

use super::{
    names,
    parse::{duration, lifetime, show_duration, whole_seconds},
    source::Source,
};
use crate::rules::alg::SigningAlg;

const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;

/// The life of tokens and sessions (ASVS 7.1.1).
#[derive(Clone, Debug)]
pub struct TokenConfig {
    /// `LATCHKEY_SIGNING_ALG`, default `EdDSA`.
    pub signing_alg: SigningAlg,
    /// `LATCHKEY_ACCESS_TTL`, default 5 minutes, whole seconds, at least one: life of an access token.
    pub access_ttl: Duration,
    /// `LATCHKEY_REFRESH_IDLE_TTL`, default 14 days, whole seconds: a session not refreshed for so long ends.
    pub refresh_idle_ttl: Duration,
    /// `LATCHKEY_SESSION_MAX_AGE`, default 90 days, whole seconds: a session ends then, whatever happened.
    pub session_max_age: Duration,
    /// `LATCHKEY_REUSE_GRACE`, default 10 s, may be 0: how long after the first use of its successor a refresh token still counts as
    /// under way rather than stolen.
    pub reuse_grace: Duration,
    /// `LATCHKEY_CLOCK_LEEWAY`, default 5 s, whole seconds, may be 0: tolerance for `exp`, `nbf` and `iat`.
    pub clock_leeway: Duration,
}

impl TokenConfig {
    pub(super) fn read(source: &mut Source) -> Self {
        let mut time = |name, seconds, parse: fn(&str) -> Result<Duration, String>| {
            source.read(name, Duration::from_secs(seconds), parse, show_duration)
        };
        let access_ttl = time(names::ACCESS_TTL, 5 * MINUTE, lifetime);
        let refresh_idle_ttl = time(names::REFRESH_IDLE_TTL, 14 * DAY, lifetime);
        let session_max_age = time(names::SESSION_MAX_AGE, 90 * DAY, lifetime);
        let reuse_grace = time(names::REUSE_GRACE, 10, duration);
        let clock_leeway = time(names::CLOCK_LEEWAY, 5, whole_seconds);
        let signing_alg = source.read(
            names::SIGNING_ALG,
            SigningAlg::default(),
            parse_alg,
            ToString::to_string,
        );
        source.require(
            refresh_idle_ttl >= access_ttl,
            names::REFRESH_IDLE_TTL,
            names::ACCESS_TTL,
            "is shorter than LATCHKEY_ACCESS_TTL: sessions would end before their first refresh",
        );
        source.require(
            session_max_age >= refresh_idle_ttl,
            names::SESSION_MAX_AGE,
            names::REFRESH_IDLE_TTL,
            "is shorter than LATCHKEY_REFRESH_IDLE_TTL: no session could be idle for so long",
        );
        Self {
            signing_alg,
            access_ttl,
            refresh_idle_ttl,
            session_max_age,
            reuse_grace,
            clock_leeway,
        }
    }
}

fn parse_alg(text: &str) -> Result<SigningAlg, String> {
    SigningAlg::parse(text).ok_or_else(|| {
        let names: Vec<&str> = SigningAlg::ALL.iter().map(|alg| alg.as_str()).collect();
        format!("is `{text}`, expected `{}`", names.join("`, `"))
    })
}
