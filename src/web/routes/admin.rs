//! `/api/admin`: accounts, for administrators. Whoever is none is answered `forbidden`.

use axum::{
    Json,
    extract::{Path, Query, State, rejection::PathRejection},
    response::Response,
};
use http::StatusCode;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    SignedIn,
    pages::{Before, older},
};
use crate::{
    admin::AdminUser,
    error::{AppError, Code},
    ids::UserId,
    paths,
    services::AdminAct,
    session::{Claims, Role},
    web::{
        AppState, ClientInfo, body,
        openapi::failures::{
            AdminRefused, AskingLimited, BodyRefused, CursorRefused, DatabaseAway,
            InvitationRefused, MailAway, Missing, NotAdministrator, NotSignedIn,
        },
    },
};

/// What to look for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Search {
    /// A part of the address or the name.
    #[param(required = false, nullable = false)]
    query: Option<String>,
}

/// Another role.
#[derive(Deserialize, ToSchema)]
pub struct NewRole {
    role: Role,
}

/// Whom to invite.
#[derive(Deserialize, ToSchema)]
pub struct Invitation {
    /// The address.
    #[serde(default)]
    #[schema(required, format = Email, max_length = 254)]
    email: String,
}

/// The accounts
///
/// The newest first.
#[utoipa::path(
    get,
    path = paths::API_ADMIN_USERS,
    operation_id = "list_users",
    tag = "administration",
    security(("bearer" = []), ("claims_cookie" = [], "proof_cookie" = [])),
    params(Search, Before),
    responses(
        (
            status = 200,
            description = "The accounts, newest first.",
            body = [AdminUser],
            headers(("Link" = Option<String>, description = "Where the older ones are, with `rel=\"next\"` (RFC 8288); missing where there are none.")),
        ),
        NotSignedIn,
        NotAdministrator,
        CursorRefused,
        DatabaseAway,
    ),
)]
pub async fn list(
    State(state): State<AppState>,
    SignedIn(claims): SignedIn,
    Query(search): Query<Search>,
    before: Before,
) -> Result<Response, AppError> {
    let query = search.query.unwrap_or_default();
    let (users, more) = state
        .domain
        .admin_users(&claims, &query, before.cursor())
        .await?;
    let more_at = match query.is_empty() {
        true => paths::API_ADMIN_USERS.to_owned(),
        false => format!(
            "{}?query={}",
            paths::API_ADMIN_USERS,
            crate::input::percent_encoded(&query)
        ),
    };
    Ok(older(&more_at, more, Json(users)))
}

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident = $operation:literal, $path:ident, $act:expr, ($($refused:ident),*);)*) => {$(
        $(#[$doc])*
        #[utoipa::path(
            post,
            path = paths::$path,
            operation_id = $operation,
            tag = "administration",
            security(("bearer" = []), ("claims_cookie" = [], "proof_cookie" = [])),
            params(("id" = String, Path, description = "The user's id.")),
            responses((status = 204, description = "It is done."), NotSignedIn, NotAdministrator, Missing, $($refused,)* DatabaseAway),
        )]
        pub async fn $name(
            State(state): State<AppState>,
            SignedIn(claims): SignedIn,
            client: ClientInfo,
            id: Result<Path<String>, PathRejection>,
        ) -> Result<StatusCode, AppError> {
            act(&state, &claims, &client, id, $act).await
        }
    )*};
}

acts! {
    /// Disable an account
    ///
    /// Forbids its use and ends its sessions.
    disable = "disable_user", API_ADMIN_DISABLE, AdminAct::Disable, (AdminRefused);
    /// Enable an account
    enable = "enable_user", API_ADMIN_ENABLE, AdminAct::Enable, ();
    /// End all sessions of an account
    end_sessions = "end_sessions_of_user", API_ADMIN_END_SESSIONS, AdminAct::EndSessions, ();
}

/// Send the owner of an account a code to set another password
#[utoipa::path(
    post,
    path = paths::API_ADMIN_RESET,
    operation_id = "send_reset",
    tag = "administration",
    security(("bearer" = []), ("claims_cookie" = [], "proof_cookie" = [])),
    params(("id" = String, Path, description = "The user's id.")),
    responses((status = 202, description = "A mail is on its way."), NotSignedIn, NotAdministrator, Missing, AskingLimited, MailAway),
)]
pub async fn reset(
    State(state): State<AppState>,
    SignedIn(claims): SignedIn,
    client: ClientInfo,
    id: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, AppError> {
    act(&state, &claims, &client, id, AdminAct::SendReset).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Change the role of an account
#[utoipa::path(
    post,
    path = paths::API_ADMIN_ROLE,
    operation_id = "change_role",
    tag = "administration",
    security(("bearer" = []), ("claims_cookie" = [], "proof_cookie" = [])),
    params(("id" = String, Path, description = "The user's id.")),
    request_body = NewRole,
    responses((status = 204, description = "It is done."), NotSignedIn, NotAdministrator, Missing, AdminRefused, BodyRefused, DatabaseAway),
)]
pub async fn role(
    State(state): State<AppState>,
    SignedIn(claims): SignedIn,
    client: ClientInfo,
    id: Result<Path<String>, PathRejection>,
    body::Json(new): body::Json<NewRole>,
) -> Result<StatusCode, AppError> {
    act(&state, &claims, &client, id, AdminAct::SetRole(new.role)).await
}

/// Invite somebody
///
/// Sends a link that makes an account and signs in, once, within a week.
#[utoipa::path(
    post,
    path = paths::API_ADMIN_INVITATIONS,
    operation_id = "invite",
    tag = "administration",
    security(("bearer" = []), ("claims_cookie" = [], "proof_cookie" = [])),
    request_body = Invitation,
    responses((status = 202, description = "A mail is on its way."), NotSignedIn, InvitationRefused, AskingLimited, BodyRefused, MailAway),
)]
pub async fn invite(
    State(state): State<AppState>,
    SignedIn(claims): SignedIn,
    client: ClientInfo,
    body::Json(invitation): body::Json<Invitation>,
) -> Result<StatusCode, AppError> {
    state
        .domain
        .invite(&claims, &invitation.email, &client)
        .await?;
    Ok(StatusCode::ACCEPTED)
}

async fn act(
    state: &AppState,
    claims: &Claims,
    client: &ClientInfo,
    id: Result<Path<String>, PathRejection>,
    act: AdminAct,
) -> Result<StatusCode, AppError> {
    // An id that is not UTF-8 names nobody.
    let Path(id) = id.map_err(|_| Code::NotFound)?;
    let id = UserId::parse(&id)?;
    state.domain.administrate(claims, &id, act, client).await?;
    Ok(StatusCode::NO_CONTENT)
}
