//! What tabs tell each other, as text. Pure. None of it is needed: the cookie that they share says the same a moment later.

use crate::ids::SessionId;

/// A message to the other tabs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TabMessage {
    /// The cookie has just changed: a sign-in, or a refresh.
    TokensChanged,
    /// A sign-in is under way: no tab may refresh until it is answered.
    SigningIn,
    /// The person is signing out of this session: no tab may refresh it any more.
    SigningOut(SessionId),
    /// The person has signed out of this session.
    SignedOut(SessionId),
}

impl TabMessage {
    /// Returns the message's word.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::TokensChanged => "changed",
            Self::SigningIn => "entering",
            Self::SigningOut(_) => "leaving",
            Self::SignedOut(_) => "left",
        }
    }

    /// Returns the message as text: its word, and the session's id.
    pub fn write(&self) -> String {
        let session = match self {
            Self::TokensChanged | Self::SigningIn => "",
            Self::SigningOut(session) | Self::SignedOut(session) => session,
        };
        [self.word(), session].join(" ")
    }

    /// Reads a message; `None` for what another version of this program may say.
    pub fn read(text: &str) -> Option<Self> {
        let (word, session) = text.split_once(' ')?;
        match word {
            "changed" => Some(Self::TokensChanged),
            "entering" => Some(Self::SigningIn),
            "leaving" => Some(Self::SigningOut(session.into())),
            "left" => Some(Self::SignedOut(session.into())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_message_is_read_again() {
        let session = || SessionId::from("0199-ab");
        for message in [
            TabMessage::TokensChanged,
            TabMessage::SigningIn,
            TabMessage::SigningOut(session()),
            TabMessage::SignedOut(session()),
        ] {
            assert_eq!(TabMessage::read(&message.write()), Some(message));
        }
    }

    #[test]
    fn an_unknown_message_is_ignored() {
        for text in ["", "left", "hello there"] {
            assert_eq!(TabMessage::read(text), None, "{text}");
        }
    }
}
