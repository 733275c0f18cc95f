//! `/dev/sessions`, its data, its scripts, and what its buttons ask for.

use axum::{
    Json,
    extract::{Path, Query, Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, StatusCode, header};
use serde::{Deserialize, Serialize};

use super::ServerEvent;
use crate::{
    error::{AppError, Code},
    rules::identity::Identity,
    services::{ClientInfo, SessionAtWork},
    views::timeline as view,
    web::{
        AppState,
        cookies::{self, SetCookies},
        headers,
        render::page_state,
    },
};

/// Where a page has read up to. Whoever does not say so asks for the session alone.
#[derive(Deserialize)]
pub struct After {
    after: Option<u64>,
}

/// What the page asks for, over and over.
#[derive(Serialize)]
pub struct Snapshot {
    events: Vec<ServerEvent>,
    session: Option<SessionAtWork>,
}

/// `GET /dev/sessions`.
pub async fn page(State(state): State<AppState>, request: Request) -> Response {
    let nonce = headers::nonce();
    let policy = format!(
        "default-src 'none'; style-src 'self'; script-src 'nonce-{nonce}'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    let (parts, _) = request.into_parts();
    let page = view::page(
        page_state(&state, &parts),
        &state.site.assets,
        state.start,
        &nonce,
    );
    headers::page_under(page, &policy)
}

/// `GET /dev/sessions.json`. Believes the claims cookie unverified: a token that is verified counts as used, and whether it was used is
/// what the page shows.
pub async fn json(
    State(state): State<AppState>,
    headers: HeaderMap,
    Query(After { after }): Query<After>,
) -> Json<Snapshot> {
    let session = match cookies::claimed_session(&headers, &state.cookies) {
        Some(id) => state.domain.session_at_work(&id).await.ok(),
        None => None,
    };
    let events = after.zip(state.timeline.as_ref());
    let events = events.map(|(after, timeline)| timeline.events(after, state.domain.now()));
    Json(Snapshot {
        events: events.unwrap_or_default(),
        session,
    })
}

/// `POST /dev/sessions/{act}`: breaks something of the session that asks.
///
/// # Errors
/// `not_found` for an unknown act; `token_missing`; what a thief is told.
pub async fn act(
    State(state): State<AppState>,
    Path(act): Path<String>,
    identity: Identity,
    client: ClientInfo,
) -> Result<Response, AppError> {
    let timeline = state.timeline.as_ref().ok_or(Code::NotFound)?;
    let claims = identity.authentic().ok_or(Code::TokenMissing)?;
    match act.as_str() {
        "expire" => timeline.expire(&claims.sid, claims.generation),
        "lose" => timeline.lose_next_refresh(),
        "away" => timeline.go_away(state.domain.now()),
        "steal" => state.domain.rehearse_theft(claims).await?,
        "end" => state.domain.rehearse_end(claims, &client).await?,
        // Cookies as another secret would have made them.
        "forge" => {
            let forged = SetCookies::from(state.cookies.forged());
            return Ok((forged, StatusCode::NO_CONTENT).into_response());
        }
        _ => return Err(Code::NotFound.into()),
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `GET /dev/timeline/{file}`: the scripts and the style of the page.
///
/// # Errors
/// `not_found`.
pub async fn file(Path(file): Path<String>) -> Result<Response, AppError> {
    let (kind, content) = view::file(&file).ok_or(Code::NotFound)?;
    let kind: [(HeaderName, &str); 1] = [(header::CONTENT_TYPE, kind)];
    Ok((kind, content).into_response())
}
