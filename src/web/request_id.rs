//! The request id, which identifies a request in the log.

use axum::extract::Request;
use http::HeaderName;

/// The header in which a client or a proxy sends an id of its own.
const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// The length limit of a kept id, in bytes.
const LONGEST: usize = 64;

/// Drops an id that is not short and plain, since it would appear in every log line of the request.
pub fn keep_plain(mut request: Request) -> Request {
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
