//! What the interceptor does, as it does it: one list of typed events, for tests and for whoever wants to watch. No event holds a token.

use crate::error::Code;

/// One thing that the interceptor did or noticed. `call` numbers the calls of this page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A call was made.
    Request {
        /// Its number.
        call: u32,
        /// Where to, without the query.
        path: String,
    },
    /// A call waits: for a refresh, or for the person to sign in again.
    Wait {
        /// Its number.
        call: u32,
        /// What for.
        until: Until,
    },
    /// The server refused the token that a call was sent under.
    Unauthorized {
        /// Its number.
        call: u32,
    },
    /// A call is sent again, under a newer token.
    Replay {
        /// Its number.
        call: u32,
    },
    /// A call was answered.
    Answer {
        /// Its number.
        call: u32,
        /// The status.
        status: u16,
    },
    /// A call failed without an answer that is the page's.
    GiveUp {
        /// Its number.
        call: u32,
        /// Why.
        why: Refusal,
    },
    /// Whoever made a call wants no answer any more.
    Drop {
        /// Its number.
        call: u32,
    },
    /// The refresh endpoint is asked.
    Refresh,
    /// It has issued a new token.
    Renewed {
        /// The seconds that it lives.
        expires_in: u32,
    },
    /// Another tab has got a new token.
    Adopt,
    /// A refresh was cut off: the person signs out.
    Abort,
    /// A refresh failed, and the session stands.
    Offline {
        /// The milliseconds until the next.
        retry_in: u32,
    },
    /// The server can be reached again.
    Online,
    /// The page was asleep.
    Wake {
        /// For so many milliseconds.
        after: u32,
    },
    /// Somebody signed in, here or in another tab.
    SignIn,
    /// The person signed out, here or in another tab.
    SignOut,
    /// The session is over.
    End {
        /// Why.
        code: Code,
    },
}

/// What a call waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// A refresh that is under way, or that has to come first.
    Refresh,
    /// The same person's return.
    SignIn,
}

/// Why a call got no answer that is the page's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The server could not be reached, or the token not be renewed. It can be tried again.
    Unreachable,
    /// Somebody else has signed in since, or the person has signed out.
    Superseded,
    /// The address is none of this origin.
    Foreign,
}

/// What there is to say of an event besides its name and its call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact<'a> {
    /// A number.
    Number(u32),
    /// A word.
    Word(&'a str),
}

impl Event {
    /// The event's name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Request { .. } => "request",
            Self::Wait { .. } => "wait",
            Self::Unauthorized { .. } => "unauthorized",
            Self::Replay { .. } => "replay",
            Self::Answer { .. } => "answer",
            Self::GiveUp { .. } => "give_up",
            Self::Drop { .. } => "drop",
            Self::Refresh => "refresh",
            Self::Renewed { .. } => "renewed",
            Self::Adopt => "adopt",
            Self::Abort => "abort",
            Self::Offline { .. } => "offline",
            Self::Online => "online",
            Self::Wake { .. } => "wake",
            Self::SignIn => "sign_in",
            Self::SignOut => "sign_out",
            Self::End { .. } => "end",
        }
    }

    /// The call that it is about.
    pub const fn call(&self) -> Option<u32> {
        match self {
            Self::Request { call, .. }
            | Self::Wait { call, .. }
            | Self::Unauthorized { call }
            | Self::Replay { call }
            | Self::Answer { call, .. }
            | Self::GiveUp { call, .. }
            | Self::Drop { call } => Some(*call),
            _ => None,
        }
    }

    /// What else there is to say, with its name.
    pub fn fact(&self) -> Option<(&'static str, Fact<'_>)> {
        Some(match self {
            Self::Request { path, .. } => ("path", Fact::Word(path)),
            Self::Wait {
                until: Until::Refresh,
                ..
            } => ("until", Fact::Word("refresh")),
            Self::Wait {
                until: Until::SignIn,
                ..
            } => ("until", Fact::Word("sign_in")),
            Self::Answer { status, .. } => ("status", Fact::Number((*status).into())),
            Self::GiveUp { why, .. } => ("why", Fact::Word(why.name())),
            Self::Renewed { expires_in } => ("expires_in", Fact::Number(*expires_in)),
            Self::Offline { retry_in } => ("retry_in", Fact::Number(*retry_in)),
            Self::Wake { after } => ("after", Fact::Number(*after)),
            Self::End { code } => ("code", Fact::Word(code.as_str())),
            _ => return None,
        })
    }
}

impl Refusal {
    const fn name(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Superseded => "superseded",
            Self::Foreign => "foreign",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_tells_its_facts_by_name() {
        let event = Event::Wait {
            call: 3,
            until: Until::SignIn,
        };
        assert_eq!(event.name(), "wait");
        assert_eq!(
            (event.call(), event.fact()),
            (Some(3), Some(("until", Fact::Word("sign_in"))))
        );
    }
}
