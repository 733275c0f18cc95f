//! The devices of a person, that is, the sessions, as the person sees them.

use serde::{Deserialize, Serialize};

use crate::{
    revocation::RevocationReason,
    text::{Locale, Text},
};

/// What a device calls itself, as far as that is understood. Both are proper names, the same in every language; empty when unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceName {
    /// The browser or program.
    pub software: String,
    /// What it runs on.
    pub system: String,
}

impl DeviceName {
    /// The name in a sentence's order: `Firefox on Windows`.
    pub fn in_words(&self, locale: Locale) -> String {
        match (self.software.as_str(), self.system.as_str()) {
            ("", "") => locale.t(Text::UnknownDevice).to_owned(),
            (name, "") | ("", name) => name.to_owned(),
            (software, system) => locale.t(Text::SoftwareOnSystem).replace("{software}", software).replace("{system}", system),
        }
    }
}

/// Where a person is signed in, and was until not long ago.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Devices {
    /// This device, then the others, the newest sign-in first.
    pub open: Vec<OpenSession>,
    /// The sessions that ended, the latest end first.
    pub ended: Vec<EndedSession>,
    /// Whether there are more of them than can be shown.
    pub cut: bool,
}

/// A session that goes on. Times are RFC 3339.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenSession {
    /// The session's id.
    pub id: String,
    /// What the person signed in with.
    pub device: DeviceName,
    /// The address that the person signed in from.
    pub ip: String,
    /// How the person signed in: `password`.
    pub method: String,
    /// When the person signed in.
    pub created_at: String,
    /// When it was last seen in use.
    pub active_at: String,
    /// When it ends if nobody uses it.
    pub idle_until: String,
    /// When it ends, whatever happens.
    pub ends_at: String,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// A session that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndedSession {
    /// The session's id.
    pub id: String,
    /// What the person had signed in with.
    pub device: DeviceName,
    /// The address that the person had signed in from.
    pub ip: String,
    /// When it ended, RFC 3339.
    pub ended_at: String,
    /// Why.
    pub ending: Ending,
}

/// Why a session is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// It was not refreshed for the idle time.
    Idle,
    /// It reached its absolute age.
    Age,
    /// It was ended.
    Revoked(RevocationReason),
}

impl Ending {
    /// The sentence for the session's owner.
    pub const fn text(self) -> Text {
        match self {
            Self::Idle => Text::EndedIdle,
            Self::Age => Text::EndedAge,
            Self::Revoked(reason) => reason.text(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(software: &str, system: &str, locale: Locale) -> String {
        DeviceName { software: software.to_owned(), system: system.to_owned() }.in_words(locale)
    }

    #[test]
    fn a_device_is_named_in_the_order_of_the_language() {
        assert_eq!(words("Firefox", "Windows", Locale::English), "Firefox on Windows");
        assert_eq!(words("Firefox", "Windows", Locale::Korean), "Windows의 Firefox");
    }

    #[test]
    fn what_is_unknown_is_left_out() {
        assert_eq!(words("curl", "", Locale::English), "curl");
        assert_eq!(words("", "Android", Locale::Korean), "Android");
        assert_eq!(words("", "", Locale::Korean), "알 수 없는 기기");
    }
}
