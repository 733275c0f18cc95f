//! A point in time, formatted for the user: in their time zone, by the server's clock.

use std::{sync::Arc, time::Duration};

use leptos::prelude::*;

use super::{
    civil::{self, Civil},
    dom, effect,
};
use crate::{
    text::{Locale, Text},
    views::{page_state::use_page_state, use_locale},
};

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// How often the page says anew how long ago something was.
const EVERY: Duration = Duration::from_secs(20);

/// The offset of the user's time zone from UTC at a time, both in seconds. The server provides it, if it knows the zone.
#[derive(Clone)]
pub struct ZoneOffset(pub Arc<dyn Fn(i64) -> i32 + Send + Sync>);

/// The time of the page. One for all: a page has many times.
#[derive(Clone, Copy)]
struct PageClock {
    /// The server's time in seconds since 1970. The device's own clock may be wrong.
    now: RwSignal<i64>,
    /// Whether the browser's time zone counts, because the page is hydrated.
    is_hydrated: RwSignal<bool>,
}

/// Provides the time of the page. Server and hydration write the same words; then the times become those of the browser's
/// zone, which the server did not know at the first visit, and go on.
pub fn provide_page_clock() {
    let rendered_at = i64::try_from(use_page_state().now).unwrap_or_default();
    let clock = PageClock {
        now: RwSignal::new(rendered_at),
        is_hydrated: RwSignal::new(false),
    };
    provide_context(clock);
    effect(move || {
        let start = dom::now();
        clock.is_hydrated.set(true);
        #[allow(clippy::cast_possible_truncation)]
        let tick = move || {
            clock.now.try_set(rendered_at + (dom::now() - start) as i64);
        };
        if let Ok(interval) = set_interval_with_handle(tick, EVERY) {
            on_cleanup(move || interval.clear());
        }
    });
}

/// Renders an RFC 3339 time in UTC: how long ago it was, with the whole time as its title.
#[component]
pub fn LocalTime(
    at: String,
    /// Whether to render the whole time instead.
    #[prop(optional)]
    whole: bool,
) -> impl IntoView {
    let locale = use_locale();
    let clock = use_context::<PageClock>();
    let zone = use_context::<ZoneOffset>();
    let seconds = civil::parse(&at);
    let datetime = at.clone();
    let written = move |write: fn(i64, i64, Option<i32>, Locale) -> String| {
        let (at, zone) = (at.clone(), zone.clone());
        move || {
            let (Some(seconds), Some(clock)) = (seconds, clock) else {
                return at.clone();
            };
            let offset = if clock.is_hydrated.get() {
                dom::utc_offset(seconds)
            } else {
                zone.as_ref().map(|zone| (zone.0)(seconds))
            };
            write(seconds, clock.now.get(), offset, locale)
        }
    };
    let title = (!whole).then(|| written.clone()(whole_time));
    let shown = written(if whole { whole_time } else { ago });
    view! { <time datetime=datetime title=title>{shown}</time> }
}

/// Writes the whole time. Without an offset in UTC, which it then says.
fn whole_time(at: i64, _now: i64, offset: Option<i32>, locale: Locale) -> String {
    let Civil { hour, minute, .. } = Civil::at(at + i64::from(offset.unwrap_or_default()));
    let day = date(at, offset, locale);
    let comma = if locale == Locale::English { "," } else { "" };
    let utc = if offset.is_none() { " UTC" } else { "" };
    format!("{day}{comma} {hour:02}:{minute:02}{utc}")
}

fn date(at: i64, offset: Option<i32>, locale: Locale) -> String {
    let Civil {
        year, month, day, ..
    } = Civil::at(at + i64::from(offset.unwrap_or_default()));
    match locale {
        Locale::English => {
            let name = usize::try_from(month - 1)
                .ok()
                .and_then(|month| MONTHS.get(month));
            format!("{day} {} {year}", name.unwrap_or(&""))
        }
        Locale::Korean => format!("{year}년 {month}월 {day}일"),
    }
}

/// Writes how long ago it was; the date of what was more than a week ago, and the whole time of what is to come.
fn ago(at: i64, now: i64, offset: Option<i32>, locale: Locale) -> String {
    let passed = now - at;
    let (text, count) = match passed {
        // The clocks of two servers differ.
        ..MINUTE if passed > -MINUTE => (Text::JustNow, 0),
        MINUTE..HOUR => (Text::MinutesAgo, passed / MINUTE),
        HOUR..DAY if passed < 2 * HOUR => (Text::HourAgo, 1),
        HOUR..DAY => (Text::HoursAgo, passed / HOUR),
        DAY.. if passed < 2 * DAY => (Text::DayAgo, 1),
        DAY.. if passed < 7 * DAY => (Text::DaysAgo, passed / DAY),
        DAY.. => return date(at, offset, locale),
        _ => return whole_time(at, now, offset, locale),
    };
    locale.t(text).replace("{n}", &count.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-21T18:38:04Z.
    const AT: i64 = 1_795_286_284;
    const SEOUL: Option<i32> = Some(9 * 3_600);

    #[test]
    fn a_time_reads_as_people_write_it() {
        let whole = |offset, locale| whole_time(AT, 0, offset, locale);
        assert_eq!(whole(None, Locale::English), "21 Nov 2026, 18:38 UTC");
        assert_eq!(whole(SEOUL, Locale::English), "22 Nov 2026, 03:38");
        assert_eq!(whole(SEOUL, Locale::Korean), "2026년 11월 22일 03:38");
    }

    #[test]
    fn what_was_lately_is_told_by_how_long_ago_it_was() {
        let told = |passed, locale| ago(AT, AT + passed, SEOUL, locale);
        for (passed, english, korean) in [
            (-30, "just now", "방금"),
            (59, "just now", "방금"),
            (60, "1 min ago", "1분 전"),
            (HOUR - 1, "59 min ago", "59분 전"),
            (HOUR, "1 hour ago", "1시간 전"),
            (3 * HOUR, "3 hours ago", "3시간 전"),
            (DAY, "1 day ago", "1일 전"),
            (6 * DAY, "6 days ago", "6일 전"),
            (7 * DAY, "22 Nov 2026", "2026년 11월 22일"),
            (-DAY, "22 Nov 2026, 03:38", "2026년 11월 22일 03:38"),
        ] {
            assert_eq!(told(passed, Locale::English), english);
            assert_eq!(told(passed, Locale::Korean), korean);
        }
    }
}
