//! The REST surface, for programs. One file for each noun.

pub mod activity;
pub mod admin;
pub mod bound;
pub mod data;
pub mod health;
pub mod mailbox;
pub mod me;
pub mod openapi;
pub mod pages;
pub mod password;
pub mod proof;
pub mod refresh;
pub mod sessions;
pub mod token;
pub mod users;
pub mod well_known;

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;

use crate::{error::AppError, session::Claims, web::facts::Facts as _};

/// The claims of a valid access token. A handler that takes it as an argument is protected.
pub struct SignedIn(pub Arc<Claims>);

impl<S: Sync> FromRequestParts<S> for SignedIn {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        let identity = parts.extensions.identity();
        Ok(Self(identity.require()?.clone()))
    }
}
