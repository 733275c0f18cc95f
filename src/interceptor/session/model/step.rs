//! What happens in a schedule.

use proptest::sample::Index;

/// How many tabs the browser has.
pub(super) const TABS: usize = 3;

/// How the answer to a request arrives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Answer {
    /// As the server gave it.
    Whole,
    /// Its cookies arrive, and the rest breaks off.
    CookiesOnly,
    /// Not at all.
    Lost,
    /// A proxy answers 502 in the server's place.
    ServerError,
    /// A captive portal answers 200 in the server's place.
    Portal,
    /// The server is overloaded, and names so many seconds.
    RetryAfter(u32),
}

/// One step. An index that fits nothing does nothing.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// A page calls.
    Call(usize),
    /// A request arrives at the server, which carries it out.
    Serve(Index),
    /// A request is answered.
    Answer(Index, Answer),
    /// A page reads the body of an answer.
    Finish(Index),
    /// A page no longer wants an answer.
    Drop(Index),
    /// A user signs in in this tab.
    SignIn(usize, usize),
    /// The user signs out in this tab.
    SignOut(usize),
    /// The person touches this page.
    Touch(usize),
    /// So many milliseconds pass.
    Pass(f64),
    /// The machine sleeps for so long.
    Sleep(f64),
    /// The browser freezes a tab: it runs no timer and hears nothing.
    Freeze(usize),
    /// It goes on.
    Thaw(usize),
    /// A page is hidden, or shown again.
    Toggle(usize),
    /// The network goes, or comes back.
    Network(bool),
    /// A page is loaded anew.
    Reload(usize),
    /// A page is loaded anew, and comes to life only when it thaws.
    LoadSlowly(usize),
    /// The session in the jar is ended from another device.
    Revoke,
    /// The last proof of the person gets too old.
    AgeProof,
    /// The person gives the proof that this page asks for, or declines.
    Prove(usize, bool),
    /// The claims cookie is damaged.
    Damage,
    /// The browser forgets all cookies.
    ClearCookies,
}
