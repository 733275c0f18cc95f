//! The id that a request carries through the log.

use axum::extract::Request;
use http::HeaderName;

/// Where a client or a proxy writes an id of its own.
const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// The longest that is kept.
const LONGEST: usize = 64;

/// Drops an id that is not short and plain: it would stand in every line of the log.
pub async fn keep_plain(mut request: Request) -> Request {
    let is_plain = |id: &[u8]| {
        (1..=LONGEST).contains(&id.len())
            && id
                .iter()
                .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(b))
    };
    if request
        .headers()
        .get(&HEADER)
        .is_some_and(|id| !is_plain(id.as_bytes()))
    {
        request.headers_mut().remove(&HEADER);
    }
    request
}
