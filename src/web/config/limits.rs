//! What an account may hold, and for how long what is over is kept.

use std::time::Duration;

use super::{
    names,
    parse::{lifetime, show_duration},
    source::Source,
};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// Bounds of what is stored.
#[derive(Clone, Debug)]
pub struct LimitsConfig {
    /// `LATCHKEY_PASSWORD_MIN`, default 15, at least 8: the fewest characters of a new password.
    pub password_min: usize,
    /// `LATCHKEY_SESSION_RETENTION`, default 30 days: how long a session that is over is kept; never less than its access tokens
    /// live, for instances learn from it that they do not.
    pub session_retention: Duration,
    /// `LATCHKEY_EVENT_RETENTION`, default 365 days: how long an event is kept.
    pub event_retention: Duration,
    /// `LATCHKEY_SESSIONS_PER_USER`, default 50, at least 1: how many sessions of an account live at the same time.
    pub sessions_per_user: u32,
}

impl LimitsConfig {
    pub(super) fn read(source: &mut Source) -> Self {
        Self {
            password_min: source.read(
                names::PASSWORD_MIN,
                15,
                |text| number(text, 8, 64),
                ToString::to_string,
            ),
            session_retention: source.read(
                names::SESSION_RETENTION,
                30 * DAY,
                lifetime,
                show_duration,
            ),
            event_retention: source.read(
                names::EVENT_RETENTION,
                365 * DAY,
                lifetime,
                show_duration,
            ),
            sessions_per_user: source.read(
                names::SESSIONS_PER_USER,
                50,
                |text| number(text, 1, 1_000_000),
                ToString::to_string,
            ),
        }
    }
}

fn number<N: std::str::FromStr + PartialOrd + std::fmt::Display>(
    text: &str,
    least: N,
    most: N,
) -> Result<N, String> {
    let expected = format!("is `{text}`, expected a number from {least} to {most}");
    text.parse()
        .ok()
        .filter(|number| *number >= least && *number <= most)
        .ok_or(expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_within_their_bounds() {
        assert_eq!(number("8", 8, 64), Ok(8));
        for text in ["7", "65", "", "-1", "eight", "8.0"] {
            assert!(number::<usize>(text, 8, 64).is_err(), "{text}");
        }
    }
}
