//! The events of the interceptor, typed, for tests and for the developer. No event holds a token.

use crate::error::Code;

/// An event. `call` numbers the calls of this page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A call was made.
    Request {
        /// Its number.
        call: u32,
        /// Its path, without the query.
        path: String,
    },
    /// A call waits for a refresh, or for the user to sign in again.
    Wait {
        /// Its number.
        call: u32,
        /// The event that it waits for.
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
    /// A call is refused an answer.
    GiveUp {
        /// Its number.
        call: u32,
        /// Why.
        why: Refusal,
    },
    /// A call was dropped by its caller.
    Drop {
        /// Its number.
        call: u32,
    },
    /// The lock of all tabs is asked for, for a refresh.
    Lock,
    /// The other tabs are told something.
    Broadcast {
        /// What.
        message: &'static str,
    },
    /// The refresh endpoint is asked.
    Refresh,
    /// It has issued a new token.
    Refreshed {
        /// The seconds of its lifetime.
        expires_in: u32,
    },
    /// Another tab has got a new token.
    Adopt,
    /// A refresh was cut off: the person signs in or out.
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
    /// A user signed in, here or in another tab.
    SignIn,
    /// The user signed out, here or in another tab.
    SignOut,
    /// The session is over.
    End {
        /// Why.
        code: Code,
    },
}

/// The event that a call waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// A refresh.
    Refresh,
    /// The sign-in of the same user.
    SignIn,
    /// A fresh proof that the person is the account's owner.
    Proof,
}

/// Why a call gets no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The server cannot be reached, or the token not be refreshed. The call can be made again.
    Unreachable,
    /// Another user has signed in since, or the user has signed out.
    Superseded,
    /// The address is not of this origin.
    Foreign,
}

/// A property of an event besides its name and its call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact<'a> {
    /// A number.
    Number(u32),
    /// A word.
    Word(&'a str),
}

impl Event {
    /// Returns the event's name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Request { .. } => "request",
            Self::Wait { .. } => "wait",
            Self::Unauthorized { .. } => "unauthorized",
            Self::Replay { .. } => "replay",
            Self::Answer { .. } => "answer",
            Self::GiveUp { .. } => "give_up",
            Self::Drop { .. } => "drop",
            Self::Lock => "lock",
            Self::Broadcast { .. } => "broadcast",
            Self::Refresh => "refresh",
            Self::Refreshed { .. } => "renewed",
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

    /// Returns the call that it is about.
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

    /// Returns its other property, with the property's name.
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
            Self::Wait {
                until: Until::Proof,
                ..
            } => ("until", Fact::Word("proof")),
            Self::Answer { status, .. } => ("status", Fact::Number((*status).into())),
            Self::GiveUp { why, .. } => ("why", Fact::Word(why.name())),
            Self::Broadcast { message } => ("message", Fact::Word(message)),
            Self::Refreshed { expires_in } => ("expires_in", Fact::Number(*expires_in)),
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
    fn an_event_names_its_properties() {
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
