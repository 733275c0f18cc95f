//! The inputs of the state machine: events, each with an observation of the browser.

use crate::{
    ids::SessionId,
    interceptor::{
        event::Refusal, refresh_outcome::RefreshOutcome, tab_message::TabMessage,
        token_lifetime::ClockReading,
    },
    session::{Generation, Session},
};

/// The claims cookie, as script reads it. It proves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimsCookie {
    /// `header.payload` of the access token.
    pub raw: String,
    /// The session that it names, with the token's whole lifetime as what remains; `None` where it is damaged.
    pub session: Option<Session>,
}

/// The records of the last sign-out in this browser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignOutMarks {
    /// The session that the server has named as left, by sign-out or by another sign-in.
    pub server: Option<SessionId>,
    /// The session that a tab began to sign out of. Read only where there is no claims cookie.
    pub storage: Option<SessionId>,
    /// Whether the storage can be read at all.
    pub is_storage_readable: bool,
}

/// An observation of the browser at the time of an input.
#[derive(Clone, Debug, Default)]
pub struct Observation {
    /// Both clocks.
    pub now: ClockReading,
    /// The claims cookie.
    pub cookie: Option<ClaimsCookie>,
    /// The records of the last sign-out.
    pub marks: SignOutMarks,
    /// Whether the page is visible.
    pub is_visible: bool,
    /// Whether the browser has a network.
    pub is_online: bool,
    /// A random number from 0 to 1.
    pub random: f64,
}

/// The kind of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CallKind {
    /// The data of whoever is signed in: waits for a living token, and is replayed under a newer one.
    #[default]
    Session,
    /// A sign-out: carries the token at hand, expired or not, and is sent once.
    SignOut,
    /// A call that needs no token: is sent once.
    Plain,
}

/// What a server asks for in a `WWW-Authenticate: Bearer` (RFC 6750 §3, RFC 9470 §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Challenge {
    /// A newer token (401).
    Token,
    /// A fresh proof that the person is the account's owner (403).
    Proof,
}

/// The document that the page was hydrated from. Browser and server may have moved on since it was rendered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The session that it was rendered for, with the remaining lifetime of its token.
    pub session: Option<Session>,
    /// The session and the generation that the claims cookie of its request named, verified or not.
    pub claimed: Option<(SessionId, Generation)>,
    /// The idle timeout of sessions in seconds; 0 where it is unknown.
    pub idle_timeout: u32,
}

/// A timer that the machine has asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// The regular look at the cookie and at the token.
    Tick,
    /// The longest that a call may wait for a refresh; `wait` tells its waits apart.
    CallTimeout {
        /// The call.
        call: u32,
        /// The wait.
        wait: u32,
    },
    /// A short `Retry-After` is over.
    RetryAfter(u32),
    /// Another tab holds the lock for too long.
    LockTimeout(u32),
    /// The refresh endpoint does not answer.
    AnswerTimeout(u32),
    /// Calls that wait get another refresh.
    Retry(u32),
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// The page is alive, hydrated from this document.
    Begin(Document),
    /// Something may have changed: the page was shown or focused, or came out of sleep or out of the back/forward cache.
    Sync,
    /// The network is back.
    Online,
    /// The network is gone.
    Offline,
    /// Another tab told something.
    Message(TabMessage),
    /// A sign-in of this tab was answered.
    SignedIn(Session),
    /// A sign-in of this tab begins.
    SignInBegun,
    /// It was answered, or has failed.
    SignInEnded,
    /// A sign-out of this tab begins.
    SignOutBegun,
    /// It was answered, or has failed.
    SignOutEnded,
    /// The sign-out of this tab succeeded.
    SignedOut,
    /// A call was made.
    CallMade {
        /// Its number.
        call: u32,
        /// Its path, without the query.
        path: String,
        /// Its kind.
        kind: CallKind,
    },
    /// A call was answered.
    CallAnswered {
        /// Its number.
        call: u32,
        /// The status.
        status: u16,
        /// What the answer asks for instead of doing what was called for.
        challenge: Option<Challenge>,
    },
    /// A call got no answer.
    CallFailed {
        /// Its number.
        call: u32,
        /// Why.
        why: Refusal,
    },
    /// The body of an answer was read, or broke off.
    BodyRead {
        /// The call's number.
        call: u32,
        /// Whether it was read to its end.
        is_complete: bool,
    },
    /// The caller no longer wants the answer, or has all of it.
    CallDropped {
        /// The call's number.
        call: u32,
    },
    /// The person has proven to be the account's owner.
    Proven,
    /// The person does not want to.
    ProofDeclined,
    /// The lock was granted.
    LockAcquired(u32),
    /// The refresh endpoint answered, or the request failed.
    RefreshAnswered(u32, RefreshOutcome),
    /// A timer elapsed.
    Elapsed(Timer),
}
