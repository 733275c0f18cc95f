//! One refresh among all tabs of this browser: the lock around it (Web Locks). Nothing depends on it. Where it is missing, or another tab
//! holds it for too long, the server gives everybody who asks the same successor.

use futures::channel::oneshot;
use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use super::clock::within;

const NAME: &str = "latchkey.refresh";

/// Held until dropped.
pub struct Lock {
    release: Option<Function>,
    abort: Option<AbortController>,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Gives back what is held, and takes back a wish that was not granted.
        if let Some(release) = &self.release {
            drop(release.call0(&JsValue::UNDEFINED));
        }
        if let Some(abort) = &self.abort {
            abort.abort();
        }
    }
}

/// Takes the lock, or goes on without it after so many milliseconds.
pub async fn take(patience: f64) -> Lock {
    let (granted, waiting) = oneshot::channel();
    let lock = request(NAME, granted).unwrap_or(Lock {
        release: None,
        abort: None,
    });
    if lock.release.is_some() {
        let _ = within(patience, waiting).await;
    }
    lock
}

/// Holds the lock `name` from when it is free.
pub fn hold(name: &str) -> Option<Lock> {
    request(name, oneshot::channel().0)
}

/// The names of all locks that are held, in whatever tab. None where that cannot be known.
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

fn request(name: &str, granted: oneshot::Sender<()>) -> Option<Lock> {
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
    let hold = Closure::once_into_js(move || {
        let _ = granted.send(());
        held
    });
    let wish = request.call3(&locks, &name.into(), &options, &hold).ok()?;
    // A wish that is taken back fails, which is no news for the console.
    let catch: Function = Reflect::get(&wish, &"catch".into()).ok()?.dyn_into().ok()?;
    catch.call1(&wish, release.as_ref()?).ok()?;
    Some(Lock {
        release,
        abort: Some(abort),
    })
}
