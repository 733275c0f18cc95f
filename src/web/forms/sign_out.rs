//! The sign-out form.

use axum::{
    extract::{Request, State},
    response::{IntoResponse as _, Redirect, Response},
};

use super::{is_from_our_pages, refuse};
use crate::{
    error::Code,
    paths,
    web::{AppState, cookies::SetCookies, facts::Facts as _},
};

/// `POST /logout`: revokes the session and deletes the cookies. If the access token proves no session, a 307
/// redirects the form to the endpoint that receives the refresh token.
pub async fn sign_out(State(state): State<AppState>, request: Request) -> Response {
    if !is_from_our_pages(&state, &request) {
        return refuse(&Code::CrossOrigin.into(), &request);
    }
    let identity = request.extensions().identity();
    let left = match state
        .domain
        .sign_out(&identity, &request.extensions().client())
        .await
    {
        Ok(left) => left,
        Err(error) if error.code == Code::SignOutUnconfirmed => {
            return Redirect::temporary(paths::REVOKE).into_response();
        }
        Err(error) => return refuse(&error, &request),
    };
    let cookies = SetCookies::from(state.cookies.clear())
        .and(left.map(|session| state.cookies.mark_left(session)));
    (cookies, Redirect::to(paths::LOGIN)).into_response()
}
