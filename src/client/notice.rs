//! What tabs tell each other, as text. Pure. Nothing of it is needed: the cookie that they share says all of it a moment later.

/// A word to the other tabs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The cookie has changed: somebody signed in.
    Changed,
    /// This generation of this session's token was just issued, and lives for so many seconds.
    Renewed {
        /// The session's id.
        session: String,
        /// Its generation.
        generation: u64,
        /// The seconds.
        expires_in: u32,
    },
    /// The person is signing out of this session: ask for no token of it any more.
    Leaving(String),
    /// The person has signed out of this session.
    Left(String),
}

impl Notice {
    /// The words, divided by spaces.
    pub fn write(&self) -> String {
        match self {
            Self::Changed => "changed".to_owned(),
            Self::Renewed { session, generation, expires_in } => {
                ["renewed", session, &generation.to_string(), &expires_in.to_string()].join(" ")
            }
            Self::Leaving(session) => ["leaving", session].join(" "),
            Self::Left(session) => ["left", session].join(" "),
        }
    }

    /// The other way round; `None` for what another version of this program may say.
    pub fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let mut next = || words.next();
        Some(match next()? {
            "changed" => Self::Changed,
            "renewed" => {
                Self::Renewed { session: next()?.to_owned(), generation: next()?.parse().ok()?, expires_in: next()?.parse().ok()? }
            }
            "leaving" => Self::Leaving(next()?.to_owned()),
            "left" => Self::Left(next()?.to_owned()),
            _ => return None,
        })
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
            Notice::Renewed { session: session(), generation: 7, expires_in: 300 },
            Notice::Leaving(session()),
            Notice::Left(session()),
        ] {
            assert_eq!(Notice::read(&notice.write()), Some(notice));
        }
    }

    #[test]
    fn what_is_not_understood_is_left_alone() {
        for text in ["", "renewed", "renewed a b c", "renewed a 1", "left", "hello there"] {
            assert_eq!(Notice::read(text), None, "{text}");
        }
    }
}
