//! The auth context: the signed-in user, as a signal that all views share.
//!
//! The claims cookie, which all tabs see, is the source of truth. The interceptor watches it and reports changes to
//! this context. A silent refresh changes the session's generation and remaining lifetime, not the user: views that
//! read [`AuthContext::person`] do not re-render.

use http::StatusCode;
use leptos::prelude::*;

use super::effects::effect;
use crate::{
    error::AppError,
    ids::{SessionId, UserId},
    interceptor::{self, Change, session::Document},
    paths,
    session::{Role, Session},
};

/// The signed-in user, without the parts of the session that a refresh changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The user's id.
    pub id: UserId,
    /// The user's email address.
    pub email: String,
    /// The user's name.
    pub name: String,
    /// What the account may do.
    pub role: Role,
    /// The session's id. A new sign-in has a new id.
    pub session_id: SessionId,
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

/// The authentication state of the page. All copies share one state.
#[derive(Clone, Copy)]
pub struct AuthContext {
    session: RwSignal<Option<Session>>,
    person: Memo<Option<Person>>,
    ended: RwSignal<Option<AppError>>,
    reachable: RwSignal<bool>,
    proof_awaited: RwSignal<bool>,
    /// Whether the page has caught up with the changes since it was rendered.
    started: StoredValue<bool>,
}

impl AuthContext {
    /// Creates the context above the router, so that no navigation disposes of it, and starts the interceptor that
    /// updates it. On a development server (`show_events`), the interceptor's events are visible to everybody.
    pub fn provide(document: Document, show_events: bool) -> Self {
        let session = RwSignal::new(document.session.clone());
        let person = Memo::new(move |_| session.get().map(Person::from));
        let context = Self {
            session,
            person,
            ended: RwSignal::new(None),
            reachable: RwSignal::new(true),
            proof_awaited: RwSignal::new(false),
            started: StoredValue::new(false),
        };
        provide_context(context);
        effect(move || {
            let person = context.person.get();
            interceptor::mark_document(attribute(person.is_some()));
            if !context.started.get_value() {
                interceptor::start(document.clone(), show_events, move |change| {
                    context.apply(change)
                });
                context.started.set_value(true);
            }
        });
        context
    }

    /// Returns the signed-in user. Tracks sign-in, sign-out and a change of user, but no silent refresh.
    pub fn person(self) -> Option<Person> {
        self.person.get()
    }

    /// Returns whether a user is signed in. Tracked like [`Self::person`].
    pub fn is_signed_in(self) -> bool {
        self.person.with(Option::is_some)
    }

    /// Returns the whole session, including the parts that a refresh changes. Tracks every refresh.
    pub fn session(self) -> Option<Session> {
        self.session.get()
    }

    /// Returns how the session of this page has ended, while the page is still open. The user is then asked to sign in
    /// again.
    pub fn ended(self) -> Option<AppError> {
        self.ended.get()
    }

    /// Returns whether the page should show `error`. While the session has ended, a 401 is left to the dialog, which
    /// explains it and asks for a sign-in.
    pub fn should_show(self, error: &AppError) -> bool {
        error.code.status() != StatusCode::UNAUTHORIZED
            || self.ended.with_untracked(Option::is_none)
    }

    /// Returns whether the server can be reached. While it cannot, the session stays and the interceptor keeps trying.
    pub fn is_reachable(self) -> bool {
        self.reachable.get()
    }

    /// Returns whether a call waits for the user to give the password again.
    pub fn is_proof_awaited(self) -> bool {
        self.proof_awaited.get()
    }

    /// Records a successful sign-in. Call it before navigating; otherwise the guard of the next page rejects the user.
    ///
    /// # Errors
    /// `cookies_blocked`: the browser stored none of the answer's cookies, and nobody is signed in.
    pub fn signed_in(self, session: Session) -> Result<(), AppError> {
        interceptor::on_signed_in(session)
    }

    /// Shows a session whose access token was issued anew, with another name.
    pub fn renewed(self, session: Session) {
        self.session.set(Some(session));
    }

    /// Records a successful sign-out and loads the sign-in page.
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

    /// Replaces a page that no longer belongs to its user. Loads a new document, because the old one still holds that
    /// user's data, also in the data it was hydrated from.
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
            Change::Ended(end) => self.ended.set(Some(end)),
            Change::SignedOut => self.start_afresh(None),
            Change::Reachable(is) => self.reachable.set(is),
            Change::ProofAwaited(is) => self.proof_awaited.set(is),
        }
    }
}

/// Returns the auth context of this application.
///
/// # Panics
/// Outside of [`crate::views::app`].
pub fn use_auth() -> AuthContext {
    expect_context()
}

/// Returns the value of `<html data-auth>`.
pub const fn attribute(signed_in: bool) -> &'static str {
    if signed_in { "user" } else { "anonymous" }
}
