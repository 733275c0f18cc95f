//! When a failed refresh is tried again. Pure: the caller gives time and randomness.

/// The backoff after the first failure.
const FIRST: f64 = 1_000.0;

/// The longest backoff.
const LONGEST: f64 = 60_000.0;

/// The longest `Retry-After` that is kept, in seconds. A server that asks for hours is asked again sooner.
const LONGEST_RETRY_AFTER: u32 = 15 * 60;

/// The longest that a call waits for a refresh, whatever is the matter.
pub const CALL_TIMEOUT: f64 = 10_000.0;

/// The longest backoff while a call waits: an outage of some seconds leaves it a try within its time.
pub const WHILE_AWAITED: f64 = 2_500.0;

/// The least time between two tries that a person's touch brings about.
const SPACING: f64 = 5_000.0;

/// Returns the milliseconds that a refresh waits before it asks a server whose `Retry-After` has `remaining` to go; `None` where it
/// must not ask. A long `Retry-After` leaves one try for each time that the person has `touched` the page since the last one.
pub fn delay(remaining: f64, since_last: f64, touched: bool) -> Option<f64> {
    if remaining <= CALL_TIMEOUT {
        Some(remaining.max(0.0))
    } else {
        (touched && since_last >= SPACING).then_some(0.0)
    }
}

/// Returns the backoff after this many failures in a row: doubled each time, and with `jitter` (0 to 1) anywhere in its upper half, so
/// that tabs which lost a server at once do not return at once. Never less than `retry_after` seconds.
pub fn backoff(failures: u32, retry_after: Option<u32>, jitter: f64) -> f64 {
    let most = (FIRST * 2_f64.powi(failures.saturating_sub(1).min(16).cast_signed())).min(LONGEST);
    let retry_after = f64::from(retry_after.unwrap_or(0).min(LONGEST_RETRY_AFTER)) * 1_000.0;
    retry_after.max(most * (1.0 + jitter) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_doubles_the_backoff_up_to_a_minute() {
        let most: Vec<f64> = (1..=8)
            .map(|failures| backoff(failures, None, 1.0))
            .collect();
        assert_eq!(most, [1e3, 2e3, 4e3, 8e3, 16e3, 32e3, 60e3, 60e3]);
        assert_eq!(backoff(u32::MAX, None, 1.0), 60e3);
    }

    #[test]
    fn jitter_keeps_tabs_apart() {
        assert_eq!((backoff(3, None, 0.0), backoff(3, None, 0.5)), (2e3, 3e3));
    }

    #[test]
    fn retry_after_is_kept_within_reason() {
        assert_eq!(backoff(1, Some(20), 0.0), 20e3);
        assert_eq!(backoff(6, Some(1), 1.0), 32e3);
        assert_eq!(backoff(1, Some(u32::MAX), 0.0), 900e3);
    }

    #[test]
    fn a_refresh_waits_for_a_short_retry_after() {
        assert_eq!(
            (
                delay(-1.0, 0.0, false),
                delay(0.0, 0.0, true),
                delay(10e3, 0.0, false)
            ),
            (Some(0.0), Some(0.0), Some(10e3))
        );
    }

    #[test]
    fn a_long_retry_after_leaves_one_try_for_each_touch_some_seconds_apart() {
        assert_eq!(delay(900e3, 5e3, true), Some(0.0));
        assert_eq!(
            (delay(900e3, 4e3, true), delay(900e3, 600e3, false)),
            (None, None)
        );
    }
}
