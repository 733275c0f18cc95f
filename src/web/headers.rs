//! Security and cache headers of every response.

use axum::response::{Html, IntoResponse as _, Response};
use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::rules::secrets::random_bytes;

const COMMON: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];
/// The policy of a response that is no document: it loads nothing and is never framed.
const NO_DOCUMENT: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// One year, all subdomains (ASVS 3.4.1).
const HSTS: &str = "max-age=31536000; includeSubDomains";

/// Adds the headers that the handler did not set itself. `https` says whether the base URL uses https.
pub fn secure(https: bool, headers: &mut HeaderMap) {
    for (name, value) in COMMON {
        headers
            .entry(HeaderName::from_static(name))
            .or_insert(HeaderValue::from_static(value));
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(NO_DOCUMENT));
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    if https {
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(HeaderValue::from_static(HSTS));
    }
}

/// Returns a nonce for the script of a page that is not rendered by leptos.
pub fn nonce() -> String {
    let bytes = random_bytes();
    bytes[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Answers with such a page, under a policy of its own.
pub fn page_under(page: String, policy: &str) -> Response {
    let mut response = Html(page).into_response();
    if let Ok(policy) = HeaderValue::from_str(policy) {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Returns the policy of a rendered page: scripts by nonce, WebAssembly, everything else from this origin.
///
/// `watch` is the port of the reload socket while `cargo leptos watch` runs.
pub fn document_policy(nonce: &str, watch: Option<u32>) -> Option<HeaderValue> {
    let reload = watch
        .map(|port| format!(" ws://127.0.0.1:{port} ws://localhost:{port}"))
        .unwrap_or_default();
    HeaderValue::from_str(&format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; object-src 'none'; \
         connect-src 'self'{reload}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ))
    .ok()
}
