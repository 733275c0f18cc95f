//! Paginated lists: the query with the cursor, and the link to the next page.

use axum::{
    extract::{FromRequestParts, Query},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header, request::Parts};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    error::{AppError, Code},
    services::cursor,
};

/// Where a page begins.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Before {
    /// The cursor that another page named in its `Link`; the newest where there is none.
    #[param(
        required = false,
        nullable = false,
        pattern = r"^[0-9]{1,18}_[A-Za-z0-9-]{1,36}$"
    )]
    before: Option<String>,
}

impl Before {
    /// Returns the cursor.
    pub fn cursor(&self) -> Option<&str> {
        self.before.as_deref()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Before {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let Query(before) = Query::<Self>::from_request_parts(parts, state)
            .await
            .map_err(|_| Code::Malformed)?;
        let is_good = before
            .cursor()
            .is_none_or(|cursor| cursor::parse(cursor).is_some());
        if is_good {
            Ok(before)
        } else {
            Err(Code::Malformed.into())
        }
    }
}

/// Returns `page`, with a link to the older entries of `path`, which may have a query.
pub fn older(path: &str, more: Option<String>, page: impl IntoResponse) -> Response {
    let mut response = page.into_response();
    let mark = if path.contains('?') { '&' } else { '?' };
    // A cursor consists of characters that are valid in a header.
    let link = more.and_then(|more| {
        HeaderValue::from_str(&format!("<{path}{mark}before={more}>; rel=\"next\"")).ok()
    });
    if let Some(link) = link {
        response.headers_mut().insert(header::LINK, link);
    }
    response
}
