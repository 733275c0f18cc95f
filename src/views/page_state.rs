//! What the server knows when it renders a page and the browser must know to hydrate the same page: one value, sent once.

use std::collections::BTreeMap;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::json::Json;
use crate::{error::AppError, session::Session, text::Locale};

/// The state that a page starts from. The default is what the browser falls back to: nobody is signed in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PageState {
    /// The path that the page was rendered for.
    pub path: String,
    /// The language of the page.
    pub locale: Locale,
    /// Who is signed in.
    pub session: Option<Session>,
    /// After how many seconds without a refresh a session ends; 0 where that is unknown.
    pub idle_timeout: u32,
    /// The plain form that was just refused, when this page answers one.
    pub failure: Option<FormFailure>,
    /// Whether the demo accounts exist and may be offered.
    pub demo: bool,
    /// Whether this is a development server, where everybody may watch what the interceptor does.
    pub development: bool,
}

/// A plain form (script off) that was refused: the page comes back with the reason and with what was typed, except the password.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FormFailure {
    /// Why.
    pub error: AppError,
    /// What was typed, by field name.
    pub typed: BTreeMap<String, String>,
}

impl PageState {
    /// The state that this page starts from: from the server's context while rendering, from the document while hydrating.
    pub fn current() -> Self {
        SharedValue::<_, Json>::new_with_encoding(|| use_context::<Self>().unwrap_or_default())
            .into_inner()
    }
}

impl FormFailure {
    /// What was typed into `field`; empty where nothing was, or where it is not sent back.
    pub fn typed(&self, field: &str) -> String {
        self.typed.get(field).cloned().unwrap_or_default()
    }
}

/// The state that this page starts from, for views.
pub fn use_page_state() -> PageState {
    use_context().unwrap_or_default()
}

/// The refused form that this document answers. It belongs to the document: whoever comes back to the page later by a link starts
/// afresh.
pub fn use_failure() -> Option<FormFailure> {
    let failure: StoredValue<Option<FormFailure>> = use_context()?;
    Effect::new(move |_| failure.set_value(None));
    failure.get_value()
}
