//! The interceptor itself, for every kind of call: sends what the state machine lets go, and tells it the answer.

use std::future::pending;

use futures::future::LocalBoxFuture;
use gloo_net::http::Response;

use super::{
    call::{Call, GuardedResponse},
    request::ReplayableRequest,
    sign_out::{SignInGuard, SignOutGuard},
};
use crate::{
    error::Code,
    interceptor::{
        document::is_left_behind,
        event::Refusal,
        session::{CallKind, CallStep, Challenge},
    },
    paths,
};

/// The status of [`Code::SignOutUnconfirmed`](crate::error::Code::SignOutUnconfirmed).
const SIGN_OUT_UNCONFIRMED: u16 = Code::SignOutUnconfirmed.status().as_u16();

/// Sends a request, and sends it again if a newer token makes the difference. Dropping the future takes the call back, wherever it is.
///
/// A replay is safe: a 401 with a challenge proves that the server looked at the token and at nothing else.
///
/// # Errors
/// See [`Refusal`]. A 401 under the newest token is an answer, the caller's.
pub async fn send(request: &ReplayableRequest) -> Result<GuardedResponse, Refusal> {
    if is_left_behind() {
        // The next document is under way: nothing that this one asks for is anybody's any more.
        return pending().await;
    }
    match request.path.as_str() {
        // A sign-in needs no token, and must not wait for that of a session that is over.
        paths::SIGN_IN_FUNCTION | paths::VERIFY_FUNCTION | paths::RESET_FUNCTION => {
            let _guard = SignInGuard::begin().await;
            call(request, CallKind::Plain).await
        }
        // An expired token names the session as well.
        paths::SIGN_OUT_FUNCTION => {
            let _guard = SignOutGuard::begin();
            let answer = call(request, CallKind::SignOut).await?;
            // The access token proves no session (its key is gone, its halves are of two tokens). The refresh token does.
            if answer.response.status() != SIGN_OUT_UNCONFIRMED {
                return Ok(answer);
            }
            call(&ReplayableRequest::post(paths::REVOKE), CallKind::Plain).await?;
            call(request, CallKind::Plain).await
        }
        _ => call(request, CallKind::Session).await,
    }
}

/// Behind a pointer, so that the browser downloads it once.
fn call(
    request: &ReplayableRequest,
    kind: CallKind,
) -> LocalBoxFuture<'_, Result<GuardedResponse, Refusal>> {
    Box::pin(follow(request, kind))
}

async fn follow(request: &ReplayableRequest, kind: CallKind) -> Result<GuardedResponse, Refusal> {
    let (call, mut step) = Call::begin(&request.path, kind).await;
    let mut answer = None;
    loop {
        match (step, answer) {
            (CallStep::Send { claims }, _) => {
                // `header.payload`; the server joins it with the proof cookie, which script cannot read.
                let authorization = claims.map(|claims| ["Bearer ", &claims].concat());
                let sent = request.send(authorization.as_deref()).await;
                let response = sent.map_err(|why| call.fail(why))?;
                step = call
                    .answered(response.status(), challenge_of(&response))
                    .await;
                answer = Some(response);
            }
            (CallStep::Deliver, Some(response)) => {
                return Ok(GuardedResponse::new(response, call));
            }
            (CallStep::Refuse(why), _) => return Err(why),
            (CallStep::Deliver, None) => return Err(Refusal::Unreachable),
        }
    }
}

/// Returns what an answer asks for. A 401 about a password has no Bearer challenge (RFC 6750 §3).
fn challenge_of(answer: &Response) -> Option<Challenge> {
    let challenge = match answer.status() {
        401 => Challenge::Token,
        403 => Challenge::Proof,
        _ => return None,
    };
    let header = answer.headers().get("WWW-Authenticate")?;
    header.starts_with("Bearer").then_some(challenge)
}
