//! Files in the binary. Each may have variants beside it that are compressed already (`.br`, `.gz`).

use std::borrow::Cow;

use axum::{
    extract::Request,
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use futures::future::{BoxFuture, FutureExt as _, ready};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use rust_embed::{Embed, EmbeddedFile};

use super::Files;

/// The names of encodings (RFC 9110 §8.4.1) and the endings of their files, smallest first.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// The files of a site.
#[derive(Clone, Copy, Debug)]
pub struct Embedded(fn(&str) -> Option<EmbeddedFile>);

impl Embedded {
    /// Creates it for the files of `E`.
    pub fn new<E: Embed>() -> Self {
        Self(E::get)
    }

    fn get(self, path: &str) -> Option<EmbeddedFile> {
        (self.0)(path)
    }

    fn find(self, request: &Request) -> Option<Response> {
        let path = request.uri().path().trim_start_matches('/');
        let plain = self.get(path)?;
        let accepted = ENCODINGS
            .iter()
            .filter(|(encoding, _)| accepts(request.headers(), encoding))
            .find_map(|(encoding, ending)| Some((*encoding, self.get(&[path, ending].concat())?)));
        let (encoding, file) = match accepted {
            Some((encoding, file)) => (Some(encoding), file),
            None => (None, plain.clone()),
        };
        let tag = HeaderValue::from_str(&tag(&file)).ok()?;
        let is_known = request.headers().get(header::IF_NONE_MATCH) == Some(&tag);
        let body = if is_known {
            Bytes::new()
        } else {
            bytes(file.data)
        };
        let mut response = body.into_response();
        if is_known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let headers = response.headers_mut();
        headers.insert(header::ETAG, tag);
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        let kind = HeaderValue::from_str(plain.metadata.mimetype()).ok()?;
        headers.insert(header::CONTENT_TYPE, kind);
        if let Some(encoding) = encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        Some(response)
    }
}

impl Files for Embedded {
    fn has(&self, path: &str) -> bool {
        self.get(path).is_some()
    }

    fn read(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        self.get(path).map(|file| file.data)
    }

    fn answer<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Option<Response>> {
        ready(self.find(request)).boxed()
    }
}

/// Returns the entity tag of the file (RFC 9110 §8.8.3): the start of its SHA-256. Each variant has its own.
fn tag(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    let hex: String = hash[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("\"{hex}\"")
}

fn bytes(data: Cow<'static, [u8]>) -> Bytes {
    match data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => data.into(),
    }
}

/// Returns whether the client names this encoding, and not with a weight of zero (RFC 9110 §12.5.3).
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let named = headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    named
        .filter_map(|item| {
            let (name, weight) = item.split_once(';').unwrap_or((item, ""));
            name.trim().eq_ignore_ascii_case(encoding).then_some(weight)
        })
        .any(|weight| {
            let weight = weight.trim().trim_start_matches("q=");
            weight.parse::<f32>().map_or(true, |weight| weight > 0.0)
        })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use axum::body::{Body, to_bytes};

    use super::*;

    /// The folder of the files that are served as they are.
    #[derive(Embed)]
    #[folder = "public"]
    struct Public;

    fn ask(path: &str, headers: &[(header::HeaderName, &str)]) -> Option<Response> {
        let mut request = http::Request::builder().uri(path);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        Embedded::new::<Public>().find(&request.body(Body::empty()).unwrap())
    }

    #[tokio::test]
    async fn a_file_comes_with_its_type_and_once() {
        let response = ask("/favicon.svg", &[]).unwrap();
        assert_eq!(response.headers()[header::CONTENT_TYPE], "image/svg+xml");
        let tag = response.headers()[header::ETAG].clone();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        assert!(body.starts_with(b"<svg"));

        let again = [(header::IF_NONE_MATCH, tag.to_str().unwrap())];
        let response = ask("/favicon.svg", &again).unwrap();
        assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        assert!(body.is_empty());
    }

    #[test]
    fn a_path_that_names_no_file_has_no_answer() {
        for path in [
            "/",
            "/nothing",
            "/../Cargo.toml",
            "/favicon.svg/",
            "/%66avicon.svg",
        ] {
            assert!(ask(path, &[]).is_none(), "{path}");
        }
    }

    #[test]
    fn an_encoding_is_taken_only_where_the_client_names_it() {
        let accepts = |value: &str, encoding| {
            let value = HeaderValue::from_str(value).unwrap();
            super::accepts(
                &HeaderMap::from_iter([(header::ACCEPT_ENCODING, value)]),
                encoding,
            )
        };
        assert!(accepts("gzip, deflate, br, zstd", "br") && accepts("gzip;q=0.5", "gzip"));
        assert!(accepts("BR;q=1.0", "br"));
        assert!(!accepts("gzip, deflate", "br") && !accepts("br;q=0, gzip", "br"));
        assert!(!accepts("brotli", "br") && !accepts("", "br"));
        assert!(!super::accepts(&HeaderMap::new(), "br"));
    }
}
