//! Lets the page `/dev/sessions` of a development server make calls of this tab: `window.__latchkey_events.call(path)`.

use http::Method;
use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::future_to_promise;

use super::{fetch::fetch, runtime};

/// Adds the function to the list of events, where events are shown.
pub fn offer() {
    let Some(events) = runtime::with(|runtime| runtime.shown_events.clone()) else {
        return;
    };
    let call = Closure::<dyn Fn(String) -> Promise>::new(|path: String| {
        future_to_promise(async move {
            let answer = fetch(Method::GET, &path, None).await;
            answer
                .map(|answer| answer.status.into())
                .map_err(|error| JsValue::from_str(error.code.as_str()))
        })
    });
    // A plain array takes every property.
    let _ = Reflect::set(&events, &"call".into(), call.as_ref().unchecked_ref());
    call.forget();
}
