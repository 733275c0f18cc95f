//! The description of the REST surface (OpenAPI 3.1). Operations and types describe themselves in place by `utoipa`.
//! This module adds what applies to all of them: authentication, and the responses of the layers around the router.

pub mod failures;
mod layers;
mod schemas;
mod security;

use std::sync::Arc;

use utoipa::openapi::{
    ArrayBuilder, ComponentsBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref,
    RefOr, Schema,
};

pub use schemas::{KeySet, OpenApiDocument};

use super::{cookies::CookieNames, problem::Problem, routes::token::RefreshToken};
use crate::{
    error::{Code, FieldCode},
    revocation::{RevocationReason, Revoked},
    services::Export,
};

const ABOUT: &str = "Sign in once, stay signed in: short-lived access tokens and rotating refresh tokens.\n\n\
    Bodies are JSON in UTF-8, of at most 64 KiB. Every failure is a problem (RFC 9457) whose `code` is the word to match on. Another method \
    on one of these paths is answered with 405 `method_not_allowed` and `Allow`, another path below `/api/` or `/.well-known/` with 404 \
    `not_found`. GET answers HEAD too, except at the refresh endpoint. Nothing below `/api/` may be cached.";

/// Returns the description before operations are added.
pub fn foundation(cookies: &CookieNames) -> OpenApi {
    let info = InfoBuilder::new()
        .title("Latchkey")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(ABOUT))
        .license(Some(
            LicenseBuilder::new()
                .name("MIT OR Apache-2.0")
                .identifier(Some("MIT OR Apache-2.0"))
                .build(),
        ))
        .build();
    let components = ComponentsBuilder::new()
        .schema_from::<Problem<'_>>()
        .schema_from::<Code>()
        .schema_from::<FieldCode>()
        .schema_from::<RevocationReason>()
        .schema_from::<Revoked>()
        .schema_from::<RefreshToken>();
    let components = security::schemes(cookies)
        .into_iter()
        .fold(components, |all, (name, scheme)| {
            all.security_scheme(name, scheme)
        });
    OpenApiBuilder::new()
        .info(info)
        .components(Some(components.build()))
        .build()
}

/// Returns the description that is served: the collected operations, and what applies to all of them.
pub fn finished(mut collected: OpenApi, exports: &[Export]) -> Arc<OpenApi> {
    layers::describe(&mut collected);
    describe_exports(&mut collected, exports);
    Arc::new(collected)
}

/// Adds the lists of the features to the schema of the account's export.
fn describe_exports(collected: &mut OpenApi, exports: &[Export]) {
    let Some(components) = collected.components.as_mut() else {
        return;
    };
    for export in exports {
        let name = (export.schema_name)();
        let list: RefOr<Schema> = ArrayBuilder::new()
            .items(Ref::from_schema_name(&*name))
            .description(Some(export.about))
            .build()
            .into();
        if let Some(RefOr::T(Schema::AllOf(parts))) = components.schemas.get_mut("AccountData") {
            for part in &mut parts.items {
                if let RefOr::T(Schema::Object(object)) = part {
                    object
                        .properties
                        .insert(export.name.to_owned(), list.clone());
                    object.required.push(export.name.to_owned());
                }
            }
        }
        components
            .schemas
            .entry(name.into_owned())
            .or_insert_with(export.schema);
    }
}
