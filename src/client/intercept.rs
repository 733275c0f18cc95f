//! The interceptor itself, for every kind of call: attach, notice a 401, refresh once, replay.

use gloo_net::http::Response;

use super::{
    claims,
    outgoing::Outgoing,
    refresh::{Renewal, renew, settled},
    state,
};

/// How often a call is sent again at most: once for the new token, once more where other tabs changed it meanwhile.
const REPLAYS: usize = 2;

/// Sends a call, and sends it again if a newer token makes the difference.
///
/// A replay is safe: a 401 with a challenge proves that the server looked at the token and at nothing else.
///
/// # Errors
/// When the server cannot be reached, or somebody else has signed in since. A 401 under the newest token is an answer, the caller's.
pub async fn send(call: &Outgoing) -> Result<Response, gloo_net::Error> {
    let person = state::person();
    settled().await;
    if is_now_another_persons(person.as_deref()) {
        return Err(gloo_net::Error::GlooError("somebody else has signed in since".to_owned()));
    }
    let mut sent_under = claims::current();
    let mut answer = attempt(call, sent_under.as_deref()).await?;
    if sent_under.is_none() || !is_token_refused(&answer) {
        return Ok(answer);
    }
    match renew(sent_under.clone()).await {
        Renewal::Renewed => {}
        Renewal::Ended => return Ok(answer),
        // The server could not be asked, and to the caller it is away: what a token is, nobody has to know.
        Renewal::Failed => return Err(gloo_net::Error::GlooError("the token could not be renewed".to_owned())),
    }
    for _ in 0..REPLAYS {
        if is_now_another_persons(person.as_deref()) {
            break;
        }
        sent_under = claims::current();
        answer = attempt(call, sent_under.as_deref()).await?;
        // The claims are read here, and the browser adds the proof a moment later: if another tab's refresh is answered in between,
        // they are halves of two tokens. The newer one is there now.
        if !is_token_refused(&answer) || claims::current() == sent_under {
            break;
        }
    }
    Ok(answer)
}

/// Whether the call was made on one person's page and the browser now holds another's token: what the one wrote is not for the other.
fn is_now_another_persons(person: Option<&str>) -> bool {
    state::account_for_cookie();
    person.is_some() && state::person().as_deref() != person
}

async fn attempt(call: &Outgoing, claims: Option<&str>) -> Result<Response, gloo_net::Error> {
    call.attempt(authorization(claims).as_deref()).await
}

/// `header.payload`; the server joins it with the proof cookie, which script cannot read.
fn authorization(claims: Option<&str>) -> Option<String> {
    claims.map(|claims| format!("Bearer {claims}"))
}

/// A 401 that is about the token, not about a password: it carries the Bearer challenge (RFC 6750 §3).
fn is_token_refused(answer: &Response) -> bool {
    answer.status() == 401 && answer.headers().get("WWW-Authenticate").is_some_and(|challenge| challenge.starts_with("Bearer"))
}
