//! How a request is authenticated.

use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};

use crate::web::cookies::CookieNames;

/// Returns the security schemes by name, with the cookie names of this base URL.
pub fn schemes(names: &CookieNames) -> [(&'static str, SecurityScheme); 4] {
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("The access token (RFC 9068), or its `header.payload` beside the proof cookie, which holds the signature."));
    let cookie = |name: &str, description: &str| {
        SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
            name,
            description,
        )))
    };
    [
        ("bearer", SecurityScheme::Http(bearer.build())),
        (
            "claims_cookie",
            cookie(
                names.claims(),
                "`header.payload` of the access token. Both cookies without an `Authorization` header speak for a GET, and for a request that \
                 the browser says a page of this origin sent (`Sec-Fetch-Site: same-origin`, or `Origin`).",
            ),
        ),
        (
            "proof_cookie",
            cookie(
                names.proof(),
                "The signature of the access token. `HttpOnly`.",
            ),
        ),
        (
            "refresh_cookie",
            cookie(
                names.refresh(),
                "The refresh token. `HttpOnly`, and sent to `/api/token` and below only.",
            ),
        ),
    ]
}
