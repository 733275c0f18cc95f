//! `/dev/mailbox`, on a development server: the mail as a page, as JSON for tests, and the HTML of each mail in a frame of its own.

use axum::{
    Json,
    extract::{Path, Query, Request, State},
    response::{Html, IntoResponse as _, Redirect, Response},
};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Deserialize;

use crate::{
    error::{AppError, Code},
    paths,
    services::mail::MailboxEntry,
    text::Locale,
    views::{self, mailbox::ShownMail},
    web::{AppState, headers, render::page_state},
};

/// The policy of a mail: it loads nothing, runs nothing, and is framed by this site alone.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// The language in which the mails are shown, instead of each one's own.
#[derive(Deserialize)]
pub struct ShownIn {
    r#in: Option<String>,
}

impl ShownIn {
    fn locale(&self) -> Option<Locale> {
        self.r#in.as_deref().and_then(Locale::from_tag)
    }
}

/// `GET /dev/mailbox`.
pub async fn page(
    State(state): State<AppState>,
    Query(shown): Query<ShownIn>,
    request: Request,
) -> Result<Response, AppError> {
    let mails = state.domain.mailbox(shown.locale()).await?;
    let nonce = headers::nonce();
    let policy = format!(
        "default-src 'none'; style-src 'self'; script-src 'nonce-{nonce}'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    let (parts, _) = request.into_parts();
    let mails = mails.into_iter().map(shown_mail).collect();
    let page = views::mailbox::page(page_state(&state, &parts), &state.site.assets, mails, nonce);
    Ok(headers::page_under(page, &policy))
}

fn shown_mail(mail: MailboxEntry) -> ShownMail {
    ShownMail {
        id: mail.id,
        kind: mail.kind,
        to: mail.to,
        subject: mail.subject,
        text: mail.text,
        code: mail.code,
        link: mail.link,
        at: mail.at,
    }
}

/// `POST /dev/mailbox`: empties it.
pub async fn empty(State(state): State<AppState>) -> Result<Redirect, AppError> {
    state.domain.clear_mailbox().await?;
    Ok(Redirect::to(paths::MAILBOX))
}

/// `GET /dev/mailbox.json`.
pub async fn json(
    State(state): State<AppState>,
    Query(shown): Query<ShownIn>,
) -> Result<Json<Vec<MailboxEntry>>, AppError> {
    Ok(Json(state.domain.mailbox(shown.locale()).await?))
}

/// `DELETE /dev/mailbox.json`.
pub async fn clear(State(state): State<AppState>) -> Result<StatusCode, AppError> {
    state.domain.clear_mailbox().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /dev/mailbox/{id}`: the HTML of a mail.
pub async fn html(
    State(state): State<AppState>,
    Path(id): Path<String>,
    Query(shown): Query<ShownIn>,
) -> Result<Response, AppError> {
    let mails = state.domain.mailbox(shown.locale()).await?;
    let mail = mails.into_iter().find(|mail| mail.id == id);
    let mut response = Html(mail.ok_or(Code::NotFound)?.html).into_response();
    let headers = [
        (header::CONTENT_SECURITY_POLICY, MAIL_POLICY),
        (HeaderName::from_static("x-frame-options"), "SAMEORIGIN"),
    ];
    for (name, value) in headers {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}
