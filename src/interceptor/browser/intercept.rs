//! The interceptor itself, for every kind of call: wait for a living token, attach it, notice a 401, refresh once, replay.

use std::future::pending;

use gloo_net::http::Response;

use super::{
    claims, clock,
    journey::{Journey, Reply},
    leaving,
    outgoing::Outgoing,
    refresh::{self, Renewal},
    state,
};
use crate::{
    error::Code,
    interceptor::{
        document::is_left_behind,
        event::{Refusal, Until},
    },
    paths,
};

/// How often a call is sent again at most: once for the new token, once more where other tabs changed it meanwhile.
const REPLAYS: usize = 2;

/// The status of [`Code::SignOutUnconfirmed`](crate::error::Code::SignOutUnconfirmed).
const SIGN_OUT_UNCONFIRMED: u16 = Code::SignOutUnconfirmed.status().as_u16();

/// Sends a call, and sends it again if a newer token makes the difference. Dropping the future takes the call back, wherever it is.
///
/// A replay is safe: a 401 with a challenge proves that the server looked at the token and at nothing else.
///
/// # Errors
/// See [`Refusal`]. A 401 under the newest token is an answer, the caller's.
pub async fn send(call: &Outgoing) -> Result<Reply, Refusal> {
    if is_left_behind() {
        // The next document is under way: nothing that this one asks for is anybody's any more.
        return pending().await;
    }
    match call.path.as_str() {
        // Who signs in needs no token, and must not wait for that of a session that is over.
        paths::SIGN_IN_FUNCTION => {
            let _entering = leaving::enter().await;
            once(call, None).await
        }
        // Whose session it is, a dead token tells as well.
        paths::SIGN_OUT_FUNCTION => {
            let _leaving = leaving::begin();
            let answer = once(call, claims::current().as_deref()).await?;
            // The access token proves no session (its key is gone, its halves are of two tokens). The refresh token does.
            if answer.response.status() != SIGN_OUT_UNCONFIRMED {
                return Ok(answer);
            }
            once(&Outgoing::post(paths::REVOKE), None).await?;
            once(call, None).await
        }
        path => {
            let journey = Journey::begin(path, state::person());
            with_token(&journey, call)
                .await
                .map(|answer| journey.arrives(answer))
        }
    }
}

/// For what begins or ends a session, and so belongs to none.
async fn once(call: &Outgoing, claims: Option<&str>) -> Result<Reply, Refusal> {
    let journey = Journey::begin(&call.path, None);
    attempt(&journey, call, claims)
        .await
        .map(|answer| journey.arrives(answer))
}

async fn with_token(journey: &Journey, call: &Outgoing) -> Result<Response, Refusal> {
    let (mut replays, mut sent_before) = (0, false);
    loop {
        living_token(journey).await?;
        if std::mem::replace(&mut sent_before, true) {
            journey.is_replayed();
        }
        let sent_under = claims::current();
        let answer = attempt(journey, call, sent_under.as_deref()).await?;
        journey.still_theirs()?;
        if sent_under.is_none() || !is_token_refused(&answer) {
            return Ok(answer);
        }
        journey.is_unauthorized();
        // The claims are read here, and the browser adds the proof a moment later: if another tab's refresh is answered in between,
        // they are halves of two tokens, and the newer one is there now. Otherwise the newest token was refused.
        if replays > 0 && (replays == REPLAYS || claims::current() == sent_under) {
            return Ok(answer);
        }
        let renewal = refresh::patiently(sent_under).await;
        journey.still_theirs()?;
        replays = match renewal {
            Renewal::Renewed => replays + 1,
            Renewal::Ended if journey.is_somebodys() => 0,
            Renewal::Ended => return Ok(answer),
            // To the caller the server is away: what a token is, nobody has to know.
            Renewal::Failed => return Err(journey.give_up(Refusal::Unreachable)),
        };
    }
}

/// Waits while a refresh is under way, gets a new token where the one at hand is known to be dead, and waits for the person where the
/// session is over.
async fn living_token(journey: &Journey) -> Result<(), Refusal> {
    loop {
        journey.still_theirs()?;
        if !journey.is_somebodys() {
            return Ok(());
        }
        if state::is_ended() {
            journey.waits(Until::SignIn);
            // Cancelled is how it ends.
            let _ = state::returned().await;
            continue;
        }
        let is_over = state::token_life().is_some_and(|life| life.is_over(clock::now()));
        let renewal = if is_over {
            journey.waits(Until::Refresh);
            refresh::patiently(claims::current()).await
        } else if let Some(waiting) = refresh::under_way() {
            journey.waits(Until::Refresh);
            waiting.await.unwrap_or(Renewal::Failed)
        } else {
            return Ok(());
        };
        match renewal {
            Renewal::Renewed => return journey.still_theirs(),
            Renewal::Ended => {}
            Renewal::Failed if is_over => {
                journey.still_theirs()?;
                return Err(journey.give_up(Refusal::Unreachable));
            }
            Renewal::Failed => return journey.still_theirs(),
        }
    }
}

async fn attempt(
    journey: &Journey,
    call: &Outgoing,
    claims: Option<&str>,
) -> Result<Response, Refusal> {
    // `header.payload`; the server joins it with the proof cookie, which script cannot read.
    let authorization = claims.map(|claims| format!("Bearer {claims}"));
    call.attempt(authorization.as_deref())
        .await
        .map_err(|why| journey.give_up(why))
}

/// A 401 that is about the token, not about a password: it carries the Bearer challenge (RFC 6750 §3).
fn is_token_refused(answer: &Response) -> bool {
    answer.status() == 401
        && answer
            .headers()
            .get("WWW-Authenticate")
            .is_some_and(|challenge| challenge.starts_with("Bearer"))
}
