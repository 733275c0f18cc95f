//! The forms of the page for administrators.

use axum::{
    extract::{Request, State},
    response::Response,
};

use super::{Fields, read_signed_in};
use crate::{
    error::{AppError, Code},
    form_fields,
    ids::{MailId, SessionId, UserId},
    paths,
    services::{AdminAct, ClientInfo},
    session::{Claims, Role},
    views::page_state::ReturnedForm,
    web::{AppState, facts::Facts as _, flash, render::return_form},
};

/// `POST /admin/users`: the field `act` says what is done, to the account, session or mail of another field.
pub async fn admin(State(state): State<AppState>, request: Request) -> Response {
    let (claims, parts, fields) = match read_signed_in(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let client = parts.extensions.client();
    match carry_out(&state, &claims, &fields, &client).await {
        Ok(()) => flash::redirect(&state, paths::USERS_PAGE, "administrated"),
        Err(error) => {
            let typed = fields;
            return_form(&state, parts, ReturnedForm::refused(error, typed)).await
        }
    }
}

async fn carry_out(
    state: &AppState,
    claims: &Claims,
    fields: &Fields,
    client: &ClientInfo,
) -> Result<(), AppError> {
    let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    let domain = &state.domain;
    let act = match field(form_fields::ACT) {
        "invite" => return domain.invite(claims, field("email"), client).await,
        "resend" => return domain.resend(claims, &MailId::parse(field("mail"))?).await,
        "end-session" => {
            let id = SessionId::parse(field("session"))?;
            return domain.end_session_of(claims, &id).await;
        }
        "end-sessions" => AdminAct::EndSessions,
        "disable" => AdminAct::Disable,
        "enable" => AdminAct::Enable,
        "make-admin" => AdminAct::SetRole(Role::Admin),
        "make-user" => AdminAct::SetRole(Role::User),
        "reset" => AdminAct::SendReset,
        _ => return Err(Code::Malformed.into()),
    };
    let id = UserId::parse(field("user"))?;
    domain.administrate(claims, &id, act, client).await
}
