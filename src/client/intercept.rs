//! The interceptor itself, for every kind of call: attach, notice a 401, refresh once, replay once.

use gloo_net::http::Response;

use super::{
    claims,
    outgoing::Outgoing,
    refresh::{Renewal, renew, settled},
};

/// Sends a call, and sends it again if a newer token makes the difference.
///
/// A replay is safe: a 401 with a challenge proves that the server looked at the token and at nothing else.
///
/// # Errors
/// When the server cannot be reached. A second 401 is an answer, the caller's.
pub async fn send(call: &Outgoing) -> Result<Response, gloo_net::Error> {
    settled().await;
    let sent_under = claims::current();
    let answer = call.attempt(authorization(sent_under.as_deref()).as_deref()).await?;
    if sent_under.is_none() || !is_token_refused(&answer) {
        return Ok(answer);
    }
    match renew(sent_under).await {
        Renewal::Renewed => call.attempt(authorization(claims::current().as_deref()).as_deref()).await,
        Renewal::Ended | Renewal::Failed => Ok(answer),
    }
}

/// `header.payload`; the server joins it with the proof cookie, which script cannot read.
fn authorization(claims: Option<&str>) -> Option<String> {
    claims.map(|claims| format!("Bearer {claims}"))
}

/// A 401 that is about the token, not about a password: it carries the Bearer challenge (RFC 6750 §3).
fn is_token_refused(answer: &Response) -> bool {
    answer.status() == 401 && answer.headers().get("WWW-Authenticate").is_some_and(|challenge| challenge.starts_with("Bearer"))
}
