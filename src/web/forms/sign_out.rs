//! The sign-out form.

use axum::{
    extract::{Request, State},
    response::{IntoResponse as _, Redirect, Response},
};
use http::header;

use super::{device, is_from_our_pages, refuse};
use crate::{error::Code, paths, rules::identity::Identity, web::AppState};

/// `POST /logout`: ends the session and takes the cookies back. Where the access token proves no session, 307 takes the form to the
/// endpoint that the refresh token goes to.
pub async fn sign_out(State(state): State<AppState>, request: Request) -> Response {
    if !is_from_our_pages(&state, &request) {
        return refuse(&Code::CrossOrigin.into(), &request);
    }
    let identity = request
        .extensions()
        .get::<Identity>()
        .cloned()
        .unwrap_or_default();
    let left = match state
        .domain
        .sign_out(&identity, &device(request.extensions()))
        .await
    {
        Ok(left) => left,
        Err(error) if error.code == Code::SignOutUnconfirmed => {
            return Redirect::temporary(paths::REVOKE).into_response();
        }
        Err(error) => return refuse(&error, &request),
    };
    let mut response = Redirect::to(paths::LOGIN).into_response();
    let cookies = state
        .cookies
        .clear()
        .into_iter()
        .chain(left.map(|session| state.cookies.mark_left(session)));
    response
        .headers_mut()
        .extend(cookies.map(|cookie| (header::SET_COOKIE, cookie)));
    response
}
