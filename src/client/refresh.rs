//! Refreshing: one at a time, however many calls wait for it, and not at all where a newer token is already there.

use std::cell::RefCell;

use futures::{
    FutureExt,
    future::{LocalBoxFuture, Shared},
};
use gloo_net::http::{Request, Response};
use serde::{Deserialize, de::DeserializeOwned};

use super::{claims, state};
use crate::{error::Code, paths};

/// How a refresh ended, for the calls that waited for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// A newer token is there.
    Renewed,
    /// The session is over.
    Ended,
    /// The server could not be asked, or could not say. The session stands.
    Failed,
}

thread_local! {
    static IN_FLIGHT: RefCell<Option<Shared<LocalBoxFuture<'static, Renewal>>>> = const { RefCell::new(None) };
}

#[derive(Deserialize)]
struct Refreshed {
    expires_in: u32,
}

#[derive(Deserialize)]
struct Refused {
    code: Code,
}

/// Gets a newer token than the one that a call was sent under, and was refused with.
pub async fn renew(sent_under: Option<String>) -> Renewal {
    if claims::current() != sent_under && claims::current().is_some() {
        state::account_for_cookie();
        return Renewal::Renewed;
    }
    in_flight().await
}

/// Waits for a refresh that is under way, if there is one: what is sent meanwhile would carry a token known to be old.
pub async fn settled() {
    let waiting = IN_FLIGHT.with_borrow(Clone::clone);
    if let Some(waiting) = waiting {
        waiting.await;
    }
}

fn in_flight() -> Shared<LocalBoxFuture<'static, Renewal>> {
    IN_FLIGHT.with_borrow_mut(|in_flight| {
        in_flight
            .get_or_insert_with(|| {
                async {
                    let renewal = refresh().await;
                    IN_FLIGHT.with_borrow_mut(Option::take);
                    renewal
                }
                .boxed_local()
                .shared()
            })
            .clone()
    })
}

async fn refresh() -> Renewal {
    let before = claims::current();
    let Ok(response) = Request::post(paths::REFRESH).send().await else { return Renewal::Failed };
    if response.ok() {
        return match read::<Refreshed>(&response).await {
            Some(Refreshed { expires_in }) if claims::read().is_some() => {
                state::refreshed(expires_in);
                Renewal::Renewed
            }
            // A captive portal answers 200 to everything; only a changed cookie counts.
            _ => Renewal::Failed,
        };
    }
    match read::<Refused>(&response).await {
        Some(Refused { code }) if ends_session(code) => {
            if claims::current() != before {
                // Somebody signed in while we were asking.
                state::account_for_cookie();
                return Renewal::Renewed;
            }
            state::ended(code);
            Renewal::Ended
        }
        _ => Renewal::Failed,
    }
}

async fn read<T: DeserializeOwned>(response: &Response) -> Option<T> {
    serde_json::from_slice(&response.binary().await.ok()?).ok()
}

/// Only these end a session; a bad network, a full server and a firewall's page do not.
const fn ends_session(code: Code) -> bool {
    matches!(code, Code::RefreshInvalid | Code::RefreshExpired | Code::RefreshRevoked | Code::RefreshReused)
}
