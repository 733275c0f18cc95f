//! `GET /api/openapi.json`: the description of these routes.

use std::sync::Arc;

use axum::{
    Extension, Json,
    response::{IntoResponse, Response},
};
use utoipa::openapi::OpenApi;

use crate::{paths, web::openapi::OpenApiDocument};

/// This document
///
/// OpenAPI 3.1, made from the code that answers.
#[utoipa::path(
    get,
    path = paths::OPENAPI,
    operation_id = "describe",
    tag = "service",
    responses((status = 200, description = "The description.", body = inline(OpenApiDocument), content_type = "application/json")),
)]
pub async fn get(Extension(description): Extension<Arc<OpenApi>>) -> Response {
    Json(&*description).into_response()
}
