//! The languages of the interface, and how a request's language is chosen.

use serde::Serialize;

use super::Translate;
use crate::json::{FromJson, Value};

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub enum Locale {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Korean.
    #[serde(rename = "ko")]
    Korean,
}

impl FromJson for Locale {
    fn from_json(value: &Value) -> Option<Self> {
        Self::from_tag(&value.text()?)
    }
}

impl Locale {
    /// Every supported language.
    pub const ALL: [Self; 2] = [Self::English, Self::Korean];

    /// Returns the BCP 47 tag, as in `<html lang>`, the cookie and `?lang=`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Korean => "ko",
        }
    }

    /// Returns the name of the language in that language.
    pub const fn endonym(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Korean => "한국어",
        }
    }

    /// Returns the language of `tag`. Ignores subtags: `ko-KR` is Korean.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|locale| locale.tag().eq_ignore_ascii_case(primary))
    }

    /// Returns the best supported language of an `Accept-Language` header (RFC 9110 §12.5.4). Of equal weights, the
    /// first wins.
    pub fn from_accept_language(header: &str) -> Option<Self> {
        let mut best: Option<(Self, f32)> = None;
        for range in header.split(',') {
            let (tag, weight) = range.split_once(";q=").unwrap_or((range, "1"));
            let weight: f32 = weight.trim().parse().unwrap_or(0.0);
            if let Some(locale) = Self::from_tag(tag)
                && weight > best.map_or(0.0, |(_, best)| best)
            {
                best = Some((locale, weight));
            }
        }
        best.map(|(locale, _)| locale)
    }

    /// Returns `text` in this language.
    pub fn t(self, text: impl Translate) -> &'static str {
        text.translate(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_language_that_we_have_wins() {
        assert_eq!(
            Locale::from_accept_language("fr, ko-KR;q=0.8, en;q=0.7"),
            Some(Locale::Korean)
        );
        assert_eq!(
            Locale::from_accept_language("en-GB,ko"),
            Some(Locale::English)
        );
        assert_eq!(Locale::from_accept_language("ko;q=0, de"), None);
        assert_eq!(Locale::from_accept_language("*;q=x,,;"), None);
    }
}
