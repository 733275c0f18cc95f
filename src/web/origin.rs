//! Determines whether a page of this origin started a request.

use http::{HeaderMap, Method, header};

/// Returns whether the browser confirms that a page of this origin sent the request.
///
/// It does so by `Sec-Fetch-Site: same-origin`. If a browser does not send that header, an `Origin` equal to the base
/// URL counts. A request with neither is not confirmed (fail closed).
pub fn is_same_origin(headers: &HeaderMap, base_url: &str) -> bool {
    match headers.get("sec-fetch-site") {
        Some(site) => site == "same-origin",
        None => headers
            .get(header::ORIGIN)
            .is_some_and(|origin| origin == base_url),
    }
}

/// Returns whether the method is safe (RFC 9110 §9.2.1).
pub fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same_origin(pairs: &[(&'static str, &str)]) -> bool {
        let headers = pairs
            .iter()
            .filter_map(|(name, value)| {
                Some((http::HeaderName::from_static(name), value.parse().ok()?))
            })
            .collect();
        is_same_origin(&headers, "http://localhost:3000")
    }

    #[test]
    fn sec_fetch_site_decides_where_it_is_sent() {
        assert!(same_origin(&[("sec-fetch-site", "same-origin")]));
        for site in ["cross-site", "same-site", "none"] {
            assert!(
                !same_origin(&[
                    ("sec-fetch-site", site),
                    ("origin", "http://localhost:3000")
                ]),
                "{site}"
            );
        }
    }

    #[test]
    fn an_older_browsers_origin_must_be_ours() {
        assert!(same_origin(&[("origin", "http://localhost:3000")]));
        assert!(
            !same_origin(&[("origin", "http://localhost:3001")])
                && !same_origin(&[("origin", "null")])
                && !same_origin(&[])
        );
    }
}
