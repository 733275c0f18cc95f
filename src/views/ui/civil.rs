//! Calendar days of the proleptic Gregorian calendar. Pure, and the same on server and browser, so that both write the same
//! words.

use std::ops::Range;

const DAY: i64 = 86_400;

/// A time as a clock on a wall shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    pub year: i64,
    pub month: i64,
    pub day: i64,
    pub hour: i64,
    pub minute: i64,
}

impl Civil {
    /// Returns what a clock shows `seconds` after 1970, which include the offset of its zone.
    pub const fn at(seconds: i64) -> Self {
        let (days, time) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
        // Years that begin in March, in eras of 400 years, so that the leap day is the last of its year.
        let days = days + 719_468;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let from_march = (5 * of_year + 2) / 153;
        let month = if from_march < 10 {
            from_march + 3
        } else {
            from_march - 9
        };
        Self {
            year: year + era * 400 + (month <= 2) as i64,
            month,
            day: of_year - (153 * from_march + 2) / 5 + 1,
            hour: time / 3_600,
            minute: time % 3_600 / 60,
        }
    }
}

/// Returns the seconds after 1970 of an RFC 3339 time of the form `2026-11-21T18:38:04Z`.
pub fn parse(at: &str) -> Option<i64> {
    let number = |range: Range<usize>| at.get(range)?.parse::<i64>().ok();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || at.get(19..) != Some("Z") {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let from_march = (month + 9) % 12;
    let of_year = (153 * from_march + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    Some(days * DAY + hour * 3_600 + minute * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_and_written_again() {
        for (at, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29T12:00:00Z", 951_825_600),
            ("2026-11-21T18:38:04Z", 1_795_286_284),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] {
            assert_eq!(parse(at), Some(seconds), "{at}");
            let Civil {
                year,
                month,
                day,
                hour,
                minute,
            } = Civil::at(seconds);
            let written = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}");
            assert_eq!(at.get(..16), Some(written.as_str()));
        }
    }

    #[test]
    fn every_day_of_eight_centuries_follows_the_one_before() {
        let mut before = Civil::at(-146_097 * DAY);
        for day in -146_096..=146_097 {
            let next = Civil::at(day * DAY);
            let is_next =
                (next.year, next.month, next.day) > (before.year, before.month, before.day);
            assert!(is_next && next.day - before.day <= 1, "{before:?} {next:?}");
            before = next;
        }
    }

    #[test]
    fn junk_is_no_time() {
        for junk in [
            "",
            "yesterday",
            "2026-00-01T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-01-01T00:00:00",
            "가나다라마바사",
        ] {
            assert_eq!(parse(junk), None, "{junk}");
        }
    }
}
