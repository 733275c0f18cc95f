//! Web Locks: one refresh among all tabs of this browser. Nothing depends on it. Where it is missing, or another tab holds it for too long,
//! the server gives everybody who asks the same successor.

use futures::channel::oneshot;
use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use super::clock::timeout;

/// The lock around refreshes, and around sign-ins.
pub const REFRESH: &str = "latchkey.refresh";

/// A lock that is held, or asked for, until it is dropped.
pub struct Lock {
    release: Function,
    abort: AbortController,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Releases what is held, and withdraws a request that was not granted.
        drop(self.release.call0(&JsValue::UNDEFINED));
        self.abort.abort();
    }
}

/// Acquires the lock `name`, or goes on without it after so many milliseconds.
pub async fn acquire(name: &str, patience: f64) -> Option<Lock> {
    let (granted, waiting) = oneshot::channel::<()>();
    // Cancelled is how the wait ends.
    let lock = request(name, move || drop(granted))?;
    let _ = timeout(patience, waiting).await;
    Some(lock)
}

/// Asks for the lock `name`; `on_granted` is called once it is held. `None` where there are no locks.
pub fn request(name: &str, on_granted: impl FnOnce() + 'static) -> Option<Lock> {
    let locks = locks()?;
    let request: Function = Reflect::get(&locks, &"request".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let abort = AbortController::new().ok()?;
    let options = Object::new();
    Reflect::set(&options, &"signal".into(), &abort.signal()).ok()?;

    let mut release = None;
    let held = Promise::new(&mut |resolve, _| release = Some(resolve));
    let release = release?;
    let hold = Closure::once_into_js(move || {
        on_granted();
        held
    });
    let outcome = request.call3(&locks, &name.into(), &options, &hold).ok()?;
    // A request that is withdrawn fails, which is no news for the console.
    let catch: Function = Reflect::get(&outcome, &"catch".into())
        .ok()?
        .dyn_into()
        .ok()?;
    catch.call1(&outcome, &release).ok()?;
    Some(Lock { release, abort })
}

/// Returns the names of all locks that are held, in whatever tab; none where that cannot be known.
pub async fn held() -> Vec<String> {
    let list = async {
        let locks = locks()?;
        let query: Function = Reflect::get(&locks, &"query".into())
            .ok()?
            .dyn_into()
            .ok()?;
        let found = JsFuture::from(query.call0(&locks).ok()?.dyn_into::<Promise>().ok()?)
            .await
            .ok()?;
        Reflect::get(&found, &"held".into())
            .ok()?
            .dyn_into::<Array>()
            .ok()
    };
    let name = |lock: JsValue| Reflect::get(&lock, &"name".into()).ok()?.as_string();
    list.await
        .map(|list| list.iter().filter_map(name).collect())
        .unwrap_or_default()
}

/// web-sys knows these names only as unstable ones.
fn locks() -> Option<JsValue> {
    Reflect::get(&window().navigator(), &"locks".into())
        .ok()
        .filter(JsValue::is_object)
}
