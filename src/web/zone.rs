//! The time zone of a user, by its name in the IANA database, which is part of the binary.

use std::sync::Arc;

use jiff::{
    Timestamp,
    tz::{self, TimeZone},
};

use crate::views::ui::ZoneOffset;

/// The longest name that is looked up. The longest that exists has 32 letters.
const NAME_MAX: usize = 48;

/// A time zone.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

impl Zone {
    /// Returns the zone `Area/City`, if there is one.
    pub fn named(name: &str) -> Option<Self> {
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/_+-".contains(letter);
        if name.len() > NAME_MAX || !name.chars().all(is_plain) {
            return None;
        }
        tz::db().get(name).ok().map(Self)
    }

    /// Returns what the views need of it.
    pub fn offset(&self) -> ZoneOffset {
        let zone = self.0.clone();
        ZoneOffset(Arc::new(move |at| {
            let at = Timestamp::from_second(at).unwrap_or(Timestamp::UNIX_EPOCH);
            zone.to_offset(at).seconds()
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offset(name: &str, at: i64) -> Option<i32> {
        Zone::named(name).map(|zone| (zone.offset().0)(at))
    }

    #[test]
    fn a_zone_has_its_offset_of_that_day() {
        let (january, july) = (1_800_000_000, 1_815_000_000);
        assert_eq!(offset("Asia/Seoul", january), Some(32_400));
        assert_eq!(offset("Europe/Berlin", january), Some(3_600));
        assert_eq!(offset("Europe/Berlin", july), Some(7_200));
    }

    #[test]
    fn junk_is_no_zone() {
        for junk in [
            "",
            "Seoul",
            "../../etc/passwd",
            "Asia/Seoul\0",
            &"A".repeat(49),
        ] {
            assert_eq!(offset(junk, 0), None, "{junk}");
        }
    }
}
