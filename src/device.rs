//! The devices of a user, that is, the sessions, as shown to the user.

use serde::Serialize;

use crate::{
    json::{FromJson, Value, from_json},
    revocation::RevocationReason,
    text::{AccountText, Locale},
};

/// Returns the name of a device: `Firefox · Windows`. `software` and `system` are proper names, the same in every language;
/// empty if unknown.
pub fn device_in_words(software: &str, system: &str, locale: Locale) -> String {
    match (software, system) {
        ("", "") => locale.t(AccountText::UnknownDevice).to_owned(),
        (name, "") | ("", name) => name.to_owned(),
        (software, system) => format!("{software} · {system}"),
    }
}

/// The sessions of a user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DeviceList {
    /// The active sessions: the current one first, then the others, newest sign-in first.
    pub active: Vec<ActiveSession>,
    /// The sessions that have ended recently, latest first.
    pub ended: Vec<EndedSession>,
    /// Whether there are more sessions than are listed.
    pub is_truncated: bool,
}

/// A session that goes on. Times are RFC 3339.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema), schema(as = OpenSession))]
pub struct ActiveSession {
    /// The session's id.
    pub id: String,
    /// The browser or program that the user signed in with; empty when unknown.
    pub software: String,
    /// What it ran on; empty when unknown.
    pub system: String,
    /// The address that the user signed in from.
    pub ip: String,
    /// How the user signed in: `password`.
    pub method: String,
    /// When the user signed in.
    pub created_at: String,
    /// When it was last seen in use.
    pub active_at: String,
    /// When it ends if it is not used.
    pub idle_until: String,
    /// When it ends, whatever happens.
    pub ends_at: String,
    /// Whether it is the one that asks.
    pub current: bool,
    /// Whether only its own device can refresh it.
    pub bound: bool,
}

/// A session that has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EndedSession {
    /// The session's id.
    pub id: String,
    /// Why it ended.
    pub ending: Ending,
    /// When it ended, RFC 3339.
    pub at: String,
    /// The address that the user signed in from.
    pub ip: String,
    /// The browser or program that the user signed in with; empty when unknown.
    pub software: String,
    /// What it ran on; empty when unknown.
    pub system: String,
}

from_json! {
    DeviceList { active, ended, is_truncated }
    ActiveSession {
        id, software, system, ip, method, created_at, active_at, idle_until, ends_at, current, bound,
    }
    EndedSession { id, ending, at, ip, software, system }
}

/// Why a session has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub enum Ending {
    /// The session was not refreshed within the idle timeout.
    Idle,
    /// The session reached its absolute age.
    Age,
    /// The session was revoked.
    Revoked(RevocationReason),
}

impl FromJson for Ending {
    fn from_json(value: &Value) -> Option<Self> {
        match value.text()?.as_str() {
            "idle" => Some(Self::Idle),
            "age" => Some(Self::Age),
            reason => RevocationReason::parse(reason).map(Self::Revoked),
        }
    }
}

impl From<Ending> for String {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Idle => "idle",
            Ending::Age => "age",
            Ending::Revoked(reason) => reason.as_str(),
        }
        .to_owned()
    }
}

impl Ending {
    /// Returns the sentence for the session's owner.
    pub const fn text(self) -> AccountText {
        match self {
            Self::Idle => AccountText::EndedIdle,
            Self::Age => AccountText::EndedAge,
            Self::Revoked(reason) => reason.text(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    fn words(software: &str, system: &str, locale: Locale) -> String {
        device_in_words(software, system, locale)
    }

    #[test]
    fn a_device_is_named_alike_in_every_language() {
        for locale in Locale::ALL {
            assert_eq!(words("Firefox", "Windows", locale), "Firefox · Windows");
        }
    }

    #[test]
    fn every_ending_reads_as_it_was_written() {
        let revoked = RevocationReason::ALL.iter().copied().map(Ending::Revoked);
        for ending in [Ending::Idle, Ending::Age].into_iter().chain(revoked) {
            let json = serde_json::to_string(&ending).unwrap_or_default();
            assert_eq!(json::read(&json), Some(ending));
        }
        assert_eq!(json::read::<Ending>("\"boredom\""), None);
    }

    #[test]
    fn what_is_unknown_is_left_out() {
        assert_eq!(words("curl", "", Locale::English), "curl");
        assert_eq!(words("", "Android", Locale::Korean), "Android");
        assert_eq!(words("", "", Locale::Korean), "알 수 없는 기기");
    }
}
