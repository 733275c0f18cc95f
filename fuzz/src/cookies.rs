//! The session's cookies in a request.

use http::{HeaderMap, HeaderValue, header};
use latchkey::web::cookies::{CookieNames, Cookies};

/// What is read is a value that stands in the header under just that name.
pub fn cookies(data: &[u8]) {
    let mut headers = HeaderMap::new();
    for line in data.split(|byte| *byte == b'\n') {
        if let Ok(line) = HeaderValue::from_bytes(line) {
            headers.append(header::COOKIE, line);
        }
    }
    for names in [CookieNames::new(false), CookieNames::new(true)] {
        let cookies = Cookies::read(&headers, &names);
        for (name, value) in [
            (names.claims(), cookies.claims),
            (names.proof(), cookies.proof),
        ] {
            let Some(value) = value else { continue };
            let written = format!("{name}={value}");
            let lines = headers
                .get_all(header::COOKIE)
                .iter()
                .filter_map(|line| line.to_str().ok());
            let stands = lines
                .flat_map(|line| line.split(';'))
                .any(|pair| pair.trim() == written);
            assert!(
                stands && !value.is_empty() && !value.contains(';'),
                "{written:?} is in none of {headers:?}"
            );
        }
    }
}
