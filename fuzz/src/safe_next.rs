//! Where a person is sent after signing in.

use latchkey::input::SafeNext;
use url::Url;

const BASE: &str = "https://latchkey.example/login";

/// Whatever is accepted stays on this origin as browsers resolve it, is no path that a browser would take for a host when it is resolved
/// again, and is accepted again as it is.
pub fn safe_next(data: &[u8]) {
    let raw = String::from_utf8_lossy(data);
    let Some(next) = SafeNext::parse(&raw) else {
        return;
    };
    if has_drive_letter(&raw) {
        return;
    }
    let base = Url::parse(BASE).expect("a URL");
    for spelling in [raw.as_ref(), next.as_str()] {
        let there = base
            .join(spelling)
            .unwrap_or_else(|error| panic!("{raw:?} is accepted: {error}"));
        assert_eq!(there.origin(), base.origin(), "{raw:?} leaves");
        assert!(
            !there.path().starts_with("//"),
            "{raw:?} resolves to a host: {there}"
        );
        assert!(
            there.path() != "/login" && !there.path().starts_with("/api/"),
            "{raw:?} leads back: {there}"
        );
    }
    assert_eq!(
        base.join(&raw),
        base.join(next.as_str()),
        "{raw:?} is led elsewhere"
    );
    assert_eq!(
        SafeNext::parse(next.as_str()).as_ref(),
        Some(&next),
        "{raw:?}"
    );
    let wrapped = base.join(&next.append_to("/login")).expect("a URL");
    let carried = wrapped
        .query_pairs()
        .find(|(name, _)| name == "next")
        .expect("a next")
        .1
        .into_owned();
    assert_eq!(carried, next.as_str(), "{raw:?} is not carried whole");
}

/// Returns whether a segment looks like a drive of Windows. The `url` crate does not let `..` remove it whatever the scheme; browsers do,
/// except for `file:` (WHATWG URL, "shorten a URL's path").
fn has_drive_letter(raw: &str) -> bool {
    raw.split(['/', '?', '#']).any(|segment| {
        matches!(segment.as_bytes(), [letter, b':' | b'|'] if letter.is_ascii_alphabetic())
    })
}
