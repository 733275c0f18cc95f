//! A point in time, formatted for the user.

use std::ops::Range;

use leptos::prelude::*;

use super::dom;
use crate::{text::Locale, views::use_locale};

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Renders an RFC 3339 time in UTC. Server and hydration write the same UTC text; after that ([`provide_local_time`]), the browser replaces it
/// with the time in the user's time zone, which only the browser knows.
#[component]
pub fn LocalTime(at: String) -> impl IntoView {
    let locale = use_locale();
    let is_local = use_context::<IsLocal>();
    let shown = {
        let at = at.clone();
        move || {
            let local = is_local
                .filter(|is_local| is_local.0.get())
                .and_then(|_| dom::local_time(&at, locale));
            local
                .or_else(|| utc(&at, locale))
                .unwrap_or_else(|| at.clone())
        }
    };
    view! { <time datetime=at>{shown}</time> }
}

/// Whether times are the user's, because the page is hydrated. One for all: a page has many times.
#[derive(Clone, Copy)]
struct IsLocal(RwSignal<bool>);

/// Lets times become the user's once the page is hydrated.
pub fn provide_local_time() {
    let is_local = RwSignal::new(false);
    provide_context(IsLocal(is_local));
    Effect::new(move |_| is_local.set(true));
}

/// Formats `at` in UTC. Returns `None` unless it has the form `2026-11-21T18:38:04Z`.
fn utc(at: &str, locale: Locale) -> Option<String> {
    let number = |range: Range<usize>| at.get(range)?.parse::<usize>().ok();
    let (year, month, day) = (at.get(..4)?, number(5..7)?, number(8..10)?);
    let clock = at.get(11..16)?;
    Some(match locale {
        Locale::English => format!(
            "{day} {} {year}, {clock} UTC",
            MONTHS.get(month.checked_sub(1)?)?
        ),
        Locale::Korean => format!("{year}년 {month}월 {day}일 {clock} UTC"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_reads_as_people_write_it() {
        assert_eq!(
            utc("2026-11-21T18:38:04Z", Locale::English).as_deref(),
            Some("21 Nov 2026, 18:38 UTC")
        );
        assert_eq!(
            utc("2026-01-05T08:03:59Z", Locale::Korean).as_deref(),
            Some("2026년 1월 5일 08:03 UTC")
        );
    }

    #[test]
    fn junk_is_no_time() {
        for junk in [
            "",
            "yesterday",
            "2026-00-01T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "가나다라마바사",
        ] {
            assert_eq!(utc(junk, Locale::English), None, "{junk}");
        }
    }
}
