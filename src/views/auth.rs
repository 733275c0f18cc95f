//! The auth context: who is signed in, as a signal that every view shares.
//!
//! The truth lives in the claims cookie, which all tabs see; the interceptor watches it and tells this context what changed.
//! A silent refresh changes the session's generation and life, not the person: views that read [`AuthContext::person`] do not re-render.

use http::StatusCode;
use leptos::prelude::*;

use crate::{
    error::{AppError, Code},
    interceptor::{self, Change},
    paths,
    session::{Role, Session},
};

/// The person, without the parts of the session that a refresh changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The user's id.
    pub id: String,
    /// The person's email address.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// What the account may do.
    pub role: Role,
    /// The session's id: signing in again is a new one.
    pub session_id: String,
}

impl From<Session> for Person {
    fn from(session: Session) -> Self {
        Self {
            id: session.user_id,
            email: session.email,
            name: session.name,
            role: session.role,
            session_id: session.session_id,
        }
    }
}

/// Who is signed in. Copy it freely; all copies are one.
#[derive(Clone, Copy)]
pub struct AuthContext {
    session: RwSignal<Option<Session>>,
    person: Memo<Option<Person>>,
    ended: RwSignal<Option<Code>>,
    reachable: RwSignal<bool>,
    /// Whether the page has been brought up to what changed since it was rendered.
    started: StoredValue<bool>,
}

impl AuthContext {
    /// Creates the context above the router, so that no navigation disposes of it, and starts the interceptor that feeds it.
    /// Under a development server, `show_events`, everybody may watch what that does. `idle_timeout` is that of sessions, in seconds.
    pub fn provide(session: Option<Session>, idle_timeout: u32, show_events: bool) -> Self {
        let session = RwSignal::new(session);
        let person = Memo::new(move |_| session.get().map(Person::from));
        let context = Self {
            session,
            person,
            ended: RwSignal::new(None),
            reachable: RwSignal::new(true),
            started: StoredValue::new(false),
        };
        provide_context(context);
        Effect::new(move |started: Option<()>| {
            let person = context.person.get();
            interceptor::mark_document(attribute(person.is_some()));
            if started.is_none() {
                interceptor::start(
                    context.session.get_untracked(),
                    idle_timeout,
                    show_events,
                    move |change| context.apply(change),
                );
                context.started.set_value(true);
            }
        });
        context
    }

    /// The person who is signed in. Tracks sign-in, sign-out and a change of person, but no silent refresh.
    pub fn person(self) -> Option<Person> {
        self.person.get()
    }

    /// Whether anybody is signed in; tracked like [`Self::person`].
    pub fn is_signed_in(self) -> bool {
        self.person.with(Option::is_some)
    }

    /// The whole session, refreshed parts included: tracks every refresh.
    pub fn session(self) -> Option<Session> {
        self.session.get()
    }

    /// Why the session under this page is over, while the page still stands: the person is asked to sign in again.
    pub fn ended(self) -> Option<Code> {
        self.ended.get()
    }

    /// Whether `error` is for the page to tell. Not while the session has ended: the dialog tells that, and asks for the way on.
    pub fn should_show(self, error: &AppError) -> bool {
        error.code.status() != StatusCode::UNAUTHORIZED
            || self.ended.with_untracked(Option::is_none)
    }

    /// Whether the server can be reached. While it cannot, the session stands and the interceptor keeps trying.
    pub fn is_reachable(self) -> bool {
        self.reachable.get()
    }

    /// A sign-in was answered. Call it before navigating, or the guard of the next page turns the person away.
    ///
    /// # Errors
    /// `cookies_blocked`: the browser has kept nothing of the answer, and nobody is signed in.
    pub fn signed_in(self, session: Session) -> Result<(), AppError> {
        interceptor::on_signed_in(session)
    }

    /// A sign-out was answered. The way goes on to the sign-in page.
    pub fn signed_out(self) {
        interceptor::leave_document(Some(paths::LOGIN));
        interceptor::complete_sign_out();
    }

    fn is_anothers(self, session: &Session) -> bool {
        self.person.with_untracked(|person| {
            person
                .as_ref()
                .is_some_and(|person| person.id != session.user_id)
        })
    }

    /// The page is no longer for its person. The document still holds what was theirs, in the data that it was hydrated from, too.
    fn start_afresh(self, session: Option<Session>) {
        if self.started.get_value() {
            let signs_out = session.is_none() && interceptor::is_sign_out_requested();
            interceptor::leave_document(signs_out.then_some(paths::LOGIN));
        } else if !interceptor::load_in_place() {
            self.ended.set(None);
            self.session.set(session);
        }
    }

    fn apply(self, change: Change) {
        match change {
            Change::SignedIn(session) | Change::Refreshed(session)
                if self.is_anothers(&session) =>
            {
                self.start_afresh(Some(session))
            }
            Change::SignedIn(session) | Change::Refreshed(session) => {
                self.session.set(Some(session));
                self.ended.set(None);
            }
            Change::Ended(code) => self.ended.set(Some(code)),
            Change::SignedOut => self.start_afresh(None),
            Change::Reachable(is) => self.reachable.set(is),
        }
    }
}

/// The auth context of this application.
///
/// # Panics
/// Outside of [`crate::views::app`].
pub fn use_auth() -> AuthContext {
    expect_context()
}

/// The value of `<html data-auth>`.
pub const fn attribute(signed_in: bool) -> &'static str {
    if signed_in { "user" } else { "anonymous" }
}
