//! The forms of the security page and of the profile.

use axum::{
    extract::{Request, State},
    response::{IntoResponse as _, Redirect, Response},
};

use super::{prove, read_signed_in};
use crate::{
    error::Code,
    form_fields,
    input::Password,
    paths,
    views::page_state::ReturnedForm,
    web::{
        AppState, asker_cookie, cookies::SetCookies, facts::Facts as _, flash, render::return_form,
    },
};

/// `POST /account/security`: the field `act` says what is asked for.
pub async fn security(State(state): State<AppState>, request: Request) -> Response {
    let (claims, parts, mut fields) = match read_signed_in(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let client = parts.extensions.client();
    let password = Password::new(fields.remove("password").unwrap_or_default());
    let proven = match prove(&state, &claims, &mut fields, &client).await {
        Ok(cookies) => cookies,
        Err(error) => {
            return return_form(&state, parts, ReturnedForm::refused(error, fields)).await;
        }
    };
    let act = fields
        .get(form_fields::ACT)
        .map(String::as_str)
        .unwrap_or_default();
    let done = match act {
        "password" => {
            let done = state.domain.change_password(&claims, &password, &client);
            let answer = |()| flash::redirect(&state, paths::SECURITY, "password");
            done.await.map(answer)
        }
        "email" => {
            let email = fields.get("email").map(String::as_str).unwrap_or_default();
            let asked = state.domain.ask_for_email(&claims, email, &client).await;
            asked.map(|asked| {
                let cookie = SetCookies::from(asker_cookie::set(&state, &asked));
                (cookie, Redirect::to(paths::VERIFY)).into_response()
            })
        }
        "delete" => {
            let done = state.domain.ask_for_deletion(&claims, &client).await;
            done.map(|()| {
                let cookies = SetCookies::from(state.cookies.clear())
                    .and([state.cookies.mark_left(&claims.sid)]);
                (cookies, Redirect::to(paths::HOME)).into_response()
            })
        }
        _ => Err(Code::Malformed.into()),
    };
    match done {
        // Where the account goes, its cookies go.
        Ok(answer) if act == "delete" => answer,
        Ok(answer) => (proven, answer).into_response(),
        Err(error) => {
            fields.remove("proving");
            let page = return_form(&state, parts, ReturnedForm::refused(error, fields)).await;
            (proven, page).into_response()
        }
    }
}

/// `POST /account`: another name.
pub async fn rename(State(state): State<AppState>, request: Request) -> Response {
    let (claims, parts, fields) = match read_signed_in(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let client = parts.extensions.client();
    let name = fields.get("name").map(String::as_str).unwrap_or_default();
    match state.domain.rename(&claims, name, &client).await {
        Ok(issued) => {
            let cookies = SetCookies::from(state.cookies.set_access(&issued));
            (cookies, Redirect::to(paths::ACCOUNT)).into_response()
        }
        Err(error) => return_form(&state, parts, ReturnedForm::refused(error, fields)).await,
    }
}
