//! The state that the server renders a page from and that the browser needs to hydrate the same page: one value, sent
//! once.

use std::{collections::BTreeMap, sync::Arc};

use leptos::prelude::*;
use serde::Serialize;

use super::effects::effect;
use crate::{
    error::{AppError, Code},
    ids::SessionId,
    json::{Json, from_json},
    session::{Generation, Session},
    text::Locale,
    theme::Theme,
};

/// The initial state of a page. The default is the browser's fallback: nobody is signed in.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PageState {
    /// The path that the page was rendered for.
    pub path: String,
    /// The language of the page.
    pub locale: Locale,
    /// The colour scheme that the user has chosen.
    pub theme: Theme,
    /// When the page was rendered, by the server's clock, in seconds since 1970.
    pub now: u64,
    /// The paths of the pages whose code is in the chunk ([`super::lazy`]).
    pub lazy_pages: Vec<String>,
    /// The session, if a user is signed in.
    pub session: Option<Session>,
    /// The session and the generation that the claims cookie of the request named, verified or not.
    pub claimed: Option<(SessionId, Generation)>,
    /// The idle timeout of sessions in seconds; 0 if unknown.
    pub idle_timeout: u32,
    /// The plain form that was just rejected, if this page is the answer to one.
    pub returned: Option<ReturnedForm>,
    /// What a plain form has just done, in the words of its feature.
    pub done: Option<String>,
    /// The address that this browser's last one-time code was sent to.
    pub asked: Option<String>,
    /// The fewest characters of a new password.
    pub password_min: u32,
    /// Whether everybody may create an account.
    pub sign_up: bool,
    /// Whether the demo accounts exist and may be offered.
    pub demo: bool,
    /// Whether this is a development server, where the interceptor's events are visible to everybody.
    pub development: bool,
}

/// A plain form (script off) whose page is shown again with what was typed, except the password: it was rejected, or its author has
/// chosen another language or colour scheme.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReturnedForm {
    /// Why the form was rejected, if it was.
    pub error: Option<AppError>,
    /// The typed values by field name.
    pub typed: BTreeMap<String, String>,
}

from_json! {
    PageState { path, locale, theme, now, lazy_pages, session, claimed, idle_timeout, returned, done, asked, password_min, sign_up, demo, development }
    ReturnedForm { error, typed }
}

impl PageState {
    /// Returns the initial state of this page: from the server's context while rendering, from the document while
    /// hydrating.
    pub fn current() -> Self {
        SharedValue::<_, Json>::new_with_encoding(|| Self::clone(&use_page_state())).into_inner()
    }
}

impl ReturnedForm {
    /// Returns a rejected form.
    pub const fn refused(error: AppError, typed: BTreeMap<String, String>) -> Self {
        Self {
            error: Some(error),
            typed,
        }
    }

    /// Returns whether the form waits for its author's password.
    pub fn asks_for_proof(&self) -> bool {
        self.error
            .as_ref()
            .is_some_and(|error| error.code == Code::ProofRequired)
    }

    /// Returns the value typed into `field`; empty if there was none or if it is not sent back.
    pub fn typed(&self, field: &str) -> String {
        self.typed.get(field).cloned().unwrap_or_default()
    }
}

/// Returns the value typed into `field` of a returned form; empty if there is none.
pub fn typed(returned: Option<&ReturnedForm>, field: &str) -> String {
    returned
        .map(|returned| returned.typed(field))
        .unwrap_or_default()
}

/// Returns the initial state of this page, for views. Shared: a page asks for it many times.
pub fn use_page_state() -> Arc<PageState> {
    use_context().unwrap_or_default()
}

/// Returns the form that this document answers. It belongs to the document: a later visit to the page through
/// a link starts empty.
pub fn use_returned_form() -> Option<ReturnedForm> {
    let returned: StoredValue<Option<ReturnedForm>> = use_context()?;
    effect(move || returned.set_value(None));
    returned.get_value()
}

/// Returns what a plain form has just done, for the page that follows it. Like [`use_returned_form`], it belongs to the document.
pub fn use_done() -> Option<String> {
    let Done(done) = use_context()?;
    effect(move || done.set_value(None));
    done.get_value()
}

/// What [`use_done`] returns.
#[derive(Clone, Copy)]
struct Done(StoredValue<Option<String>>);

impl PageState {
    /// Provides the state to the views below.
    pub fn provide(self) -> Arc<Self> {
        let state = Arc::new(self);
        provide_context(StoredValue::new(state.returned.clone()));
        provide_context(Done(StoredValue::new(state.done.clone())));
        provide_context(Arc::clone(&state));
        state
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::{error::FieldCode, json::holds, session::Role};

    #[test]
    fn the_browser_reads_what_serde_writes() {
        holds(PageState::default());
        for locale in Locale::ALL {
            holds(PageState {
                path: "/notes?a=\"1\"&b=열쇠".to_owned(),
                locale,
                theme: Theme::Dark,
                now: 1_795_286_284,
                lazy_pages: vec!["/notes".to_owned()],
                session: Some(Session {
                    user_id: "u-1".into(),
                    email: "demo@latchkey.test".to_owned(),
                    name: "<b>\u{2028}\\".to_owned(),
                    role: Role::Admin,
                    session_id: "s-1".into(),
                    generation: Generation::FIRST,
                    expires_in: 600,
                }),
                claimed: Some(("s-1".into(), Generation::FIRST)),
                idle_timeout: 3600,
                returned: Some(ReturnedForm::refused(
                    AppError::field("text", FieldCode::Required),
                    BTreeMap::from([("text".to_owned(), "two\r\nlines".to_owned())]),
                )),
                done: Some("deleted:n-1".to_owned()),
                asked: Some("ada@latchkey.test".to_owned()),
                password_min: 15,
                sign_up: true,
                demo: true,
                development: false,
            });
        }
    }
}
