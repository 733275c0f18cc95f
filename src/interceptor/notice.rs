//! What tabs tell each other, as text. Pure. Nothing of it is needed: the cookie that they share says all of it a moment later.

/// A word to the other tabs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The cookie has changed just now: somebody signed in, or the token was renewed.
    Changed,
    /// Somebody is signing in: ask for no token until that is answered.
    Entering,
    /// The person is signing out of this session: ask for no token of it any more.
    Leaving(String),
    /// The person has signed out of this session.
    Left(String),
}

impl Notice {
    /// One word, and the session's id.
    pub fn write(&self) -> String {
        let (word, session) = match self {
            Self::Changed => ("changed", ""),
            Self::Entering => ("entering", ""),
            Self::Leaving(session) => ("leaving", session.as_str()),
            Self::Left(session) => ("left", session.as_str()),
        };
        format!("{word} {session}")
    }

    /// The other way round; `None` for what another version of this program may say.
    pub fn read(text: &str) -> Option<Self> {
        let (word, session) = text.split_once(' ')?;
        match word {
            "changed" => Some(Self::Changed),
            "entering" => Some(Self::Entering),
            "leaving" => Some(Self::Leaving(session.to_owned())),
            "left" => Some(Self::Left(session.to_owned())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_tab_writes_the_other_reads() {
        let session = || "0199-ab".to_owned();
        for notice in [
            Notice::Changed,
            Notice::Entering,
            Notice::Leaving(session()),
            Notice::Left(session()),
        ] {
            assert_eq!(Notice::read(&notice.write()), Some(notice));
        }
    }

    #[test]
    fn what_is_not_understood_is_left_alone() {
        for text in ["", "left", "hello there"] {
            assert_eq!(Notice::read(text), None, "{text}");
        }
    }
}
