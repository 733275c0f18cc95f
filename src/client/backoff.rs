//! When a refresh that failed is tried again. Pure: whoever asks brings the chance.

/// After the first failure.
const FIRST: f64 = 1_000.0;

/// After many.
const LONGEST: f64 = 60_000.0;

/// The longest `Retry-After` that is believed: a server that means hours is asked again sooner.
const LONGEST_TOLD: u32 = 15 * 60;

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
}
