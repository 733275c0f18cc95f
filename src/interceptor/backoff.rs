//! When a refresh that failed is tried again. Pure: whoever asks brings the chance.

/// After the first failure.
const FIRST: f64 = 1_000.0;

/// After many.
const LONGEST: f64 = 60_000.0;

/// The longest `Retry-After` that is believed: a server that means hours is asked again sooner.
const LONGEST_TOLD: u32 = 15 * 60;

/// A call waits for so long, where the server asks for it.
const LONGEST_WAIT: f64 = 10_000.0;

/// The time between two tries that a person's touch is worth.
const SPACING: f64 = 5_000.0;

/// The milliseconds that a call waits before it asks a server which wants to be left alone for `left` more of them; `None` where the call
/// is to fail instead. A long wish does not hold for a person who has `touched` the page since the last try: one try for each touch.
pub fn turn(left: f64, since_last: f64, touched: bool) -> Option<f64> {
    if left <= LONGEST_WAIT {
        Some(left.max(0.0))
    } else {
        (touched && since_last >= SPACING).then_some(0.0)
    }
}

/// The milliseconds to wait after this many failures in a row: each time twice as long, and anywhere in the upper half of that, so that
/// all the tabs that a server lost at once do not come back at once. Never sooner than the server said (`Retry-After`, in seconds).
pub fn pause(failures: u32, told: Option<u32>, chance: f64) -> f64 {
    let most = (FIRST * 2_f64.powi(failures.saturating_sub(1).min(16).cast_signed())).min(LONGEST);
    let told = f64::from(told.unwrap_or(0).min(LONGEST_TOLD)) * 1_000.0;
    told.max(most * (1.0 + chance) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_doubles_the_pause_up_to_a_minute() {
        let most: Vec<f64> = (1..=8).map(|failures| pause(failures, None, 1.0)).collect();
        assert_eq!(most, [1e3, 2e3, 4e3, 8e3, 16e3, 32e3, 60e3, 60e3]);
        assert_eq!(pause(u32::MAX, None, 1.0), 60e3);
    }

    #[test]
    fn chance_keeps_tabs_apart() {
        assert_eq!((pause(3, None, 0.0), pause(3, None, 0.5)), (2e3, 3e3));
    }

    #[test]
    fn the_server_knows_better_within_reason() {
        assert_eq!(pause(1, Some(20), 0.0), 20e3);
        assert_eq!(pause(6, Some(1), 1.0), 32e3);
        assert_eq!(pause(1, Some(u32::MAX), 0.0), 900e3);
    }

    #[test]
    fn a_call_waits_for_a_short_wish_of_the_server() {
        assert_eq!(
            (
                turn(-1.0, 0.0, false),
                turn(0.0, 0.0, true),
                turn(10e3, 0.0, false)
            ),
            (Some(0.0), Some(0.0), Some(10e3))
        );
    }

    #[test]
    fn a_long_wish_leaves_a_person_one_try_for_each_touch_some_seconds_apart() {
        assert_eq!(turn(900e3, 5e3, true), Some(0.0));
        assert_eq!(
            (turn(900e3, 4e3, true), turn(900e3, 600e3, false)),
            (None, None)
        );
    }
}
