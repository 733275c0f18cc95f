//! The interceptor itself, for every kind of call: attach, notice a 401, refresh once, replay once.

use http::{HeaderMap, StatusCode, header};

use super::{
    claims,
    refresh::{Renewal, renew, settled},
};

/// What the interceptor must see of an answer.
pub trait Answered {
    /// The status.
    fn status(&self) -> StatusCode;
    /// The headers.
    fn headers(&self) -> HeaderMap;
}

/// Sends a call, and sends it again if a newer token makes the difference. `attempt` builds and sends one request with the given value
/// of `Authorization`; it is called once or twice.
///
/// A replay is safe: a 401 with a challenge proves that the server looked at the token and at nothing else.
///
/// # Errors
/// Those of `attempt`. A second 401 is the caller's.
pub async fn intercept<A: Answered, E>(attempt: impl AsyncFn(Option<String>) -> Result<A, E>) -> Result<A, E> {
    settled().await;
    let sent_under = claims::current();
    let answer = attempt(authorization(sent_under.as_deref())).await?;
    if sent_under.is_none() || !is_token_refused(&answer) {
        return Ok(answer);
    }
    match renew(sent_under).await {
        Renewal::Renewed => attempt(authorization(claims::current().as_deref())).await,
        Renewal::Ended | Renewal::Failed => Ok(answer),
    }
}

/// `header.payload`; the server joins it with the proof cookie, which script cannot read.
fn authorization(claims: Option<&str>) -> Option<String> {
    claims.map(|claims| format!("Bearer {claims}"))
}

/// A 401 that is about the token, not about a password: it carries the Bearer challenge (RFC 6750 §3).
fn is_token_refused(answer: &impl Answered) -> bool {
    answer.status() == StatusCode::UNAUTHORIZED
        && answer.headers().get(header::WWW_AUTHENTICATE).is_some_and(|challenge| challenge.as_bytes().starts_with(b"Bearer"))
}
