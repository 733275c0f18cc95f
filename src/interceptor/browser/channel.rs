//! The channel to the other tabs (`BroadcastChannel`). Where it is missing, they look at the cookie a little later.

use js_sys::JsString;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

use crate::interceptor::tab_message::TabMessage;

const NAME: &str = "latchkey";

/// Opens the channel and hands every message of the other tabs to `on_message`, for as long as the page lives.
pub fn open(on_message: impl Fn(TabMessage) + 'static) -> Option<BroadcastChannel> {
    let exists = js_sys::Reflect::has(&js_sys::global(), &JsValue::from_str("BroadcastChannel"));
    if !exists.unwrap_or(false) {
        return None;
    }
    let channel = BroadcastChannel::new(NAME).ok()?;
    let heard = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
        let text = message.data().dyn_into::<JsString>().ok();
        if let Some(message) = text.and_then(|text| TabMessage::read(&String::from(text))) {
            on_message(message);
        }
    });
    channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    heard.forget();
    Some(channel)
}

/// Sends a message to the other tabs.
pub fn post(channel: &BroadcastChannel, message: &TabMessage) {
    // It can fail only where the page is going away.
    drop(channel.post_message(&message.write().into()));
}
