//! The list of events that a development server's pages show as `window.__latchkey_events`.

use js_sys::{Array, Object, Reflect};
use leptos::prelude::window;
use wasm_bindgen::JsValue;

use crate::{
    ids::SessionId,
    interceptor::event::{Event, Fact},
};

const SHOWN_AS: &str = "__latchkey_events";

/// Creates the list.
pub fn show() -> Array {
    let list = Array::new();
    set(&window(), SHOWN_AS, &list);
    list
}

/// Appends an event as a plain object: the name as `type`, the time as `at`, the session that the page shows, the call, and one property
/// more.
pub fn append(list: &Array, event: &Event, at: f64, session_id: Option<&SessionId>) {
    let shown = Object::new();
    set(&shown, "type", &event.name().into());
    set(&shown, "at", &at.into());
    set(&shown, "session", &session_id.map(SessionId::text).into());
    if let Some(call) = event.call() {
        set(&shown, "call", &call.into());
    }
    if let Some((name, fact)) = event.fact() {
        let value = match fact {
            Fact::Number(number) => number.into(),
            Fact::Word(word) => word.into(),
        };
        set(&shown, name, &value);
    }
    list.push(&shown);
}

fn set(object: &JsValue, name: &str, value: &JsValue) {
    // A plain object takes every property.
    let _ = Reflect::set(object, &name.into(), value);
}
