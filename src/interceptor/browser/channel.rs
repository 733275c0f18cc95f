//! The way to the other tabs (`BroadcastChannel`). Where it is missing, they look at the cookie a little later.

use js_sys::JsString;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

use crate::interceptor::notice::Notice;

const NAME: &str = "latchkey";

thread_local! {
    static CHANNEL: Option<BroadcastChannel> = open();
}

/// Tells the other tabs.
pub fn tell(notice: &Notice) {
    CHANNEL.with(|channel| {
        if let Some(channel) = channel {
            // It can fail only where the page is going away.
            drop(channel.post_message(&notice.write().into()));
        }
    });
}

/// Hears what the other tabs tell, from now on.
pub fn listen(hear: impl Fn(Notice) + 'static) {
    CHANNEL.with(|channel| {
        let Some(channel) = channel else { return };
        let heard = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
            if let Some(notice) = message
                .data()
                .dyn_into::<JsString>()
                .ok()
                .and_then(|text| Notice::read(&String::from(text)))
            {
                hear(notice);
            }
        });
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        // For as long as the page.
        heard.forget();
    });
}

fn open() -> Option<BroadcastChannel> {
    let exists = js_sys::Reflect::has(&js_sys::global(), &JsValue::from_str("BroadcastChannel"))
        .unwrap_or(false);
    exists.then(|| BroadcastChannel::new(NAME).ok()).flatten()
}
