//! The bus that all events of the interceptor go over, and, under a development server, the list of them that `window` shows as
//! `__latchkey_events`.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Array, Object, Reflect};
use leptos::prelude::window;
use wasm_bindgen::JsValue;

use super::{clock, state};
use crate::interceptor::event::{Event, Fact};

const SHOWN_AS: &str = "__latchkey_events";

type Listener = Rc<dyn Fn(&Event)>;

thread_local! {
    static LISTENERS: RefCell<Vec<Listener>> = const { RefCell::new(Vec::new()) };
}

/// Tells everybody who listens.
pub fn emit(event: &Event) {
    // Whoever is told may call back in here.
    let listeners = LISTENERS.with_borrow(Clone::clone);
    for listener in listeners {
        listener(event);
    }
}

/// Listens from now on.
pub fn listen(listener: impl Fn(&Event) + 'static) {
    LISTENERS.with_borrow_mut(|listeners| listeners.push(Rc::new(listener)));
}

/// Shows all events from now on as plain objects: the name as `type`, the time as `at`, the session that it belongs to, the call, and one fact more.
pub fn show() {
    let list = Array::new();
    set(&window(), SHOWN_AS, &list);
    listen(move |event| {
        let shown = Object::new();
        set(&shown, "type", &event.name().into());
        set(&shown, "at", &clock::now().monotonic.into());
        set(&shown, "session", &state::session_id().into());
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
    });
}

fn set(object: &JsValue, name: &str, value: &JsValue) {
    // A plain object takes every property.
    let _ = Reflect::set(object, &name.into(), value);
}
