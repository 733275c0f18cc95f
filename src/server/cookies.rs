//! The three cookies that carry a session in a browser: names, flags, reading and setting.
//!
//! | cookie | holds | flags |
//! | --- | --- | --- |
//! | `lk_claims` | `header.payload` of the access token | readable by script |
//! | `lk_proof` | its signature | `HttpOnly` |
//! | `lk_refresh` | the refresh token | `HttpOnly`, `Path=/api/token` |

use http::{HeaderMap, HeaderValue, header};

use crate::{domain::Issued, paths};

/// The cookies' names. Over https they carry the prefixes that make browsers enforce their flags (RFC 6265bis §4.1.3, ASVS 3.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CookieNames {
    claims: &'static str,
    proof: &'static str,
    refresh: &'static str,
    secure: bool,
}

impl CookieNames {
    /// The names under an https origin, or under plain http.
    pub const fn new(https: bool) -> Self {
        if https {
            Self { claims: "__Host-lk_claims", proof: "__Host-lk_proof", refresh: "__Secure-lk_refresh", secure: true }
        } else {
            Self { claims: "lk_claims", proof: "lk_proof", refresh: "lk_refresh", secure: false }
        }
    }

    /// The name of the cookie that holds `header.payload`.
    pub const fn claims(&self) -> &'static str {
        self.claims
    }

    /// The name of the cookie that holds the signature.
    pub const fn proof(&self) -> &'static str {
        self.proof
    }

    /// The name of the cookie that holds the refresh token.
    pub const fn refresh(&self) -> &'static str {
        self.refresh
    }

    /// `Set-Cookie` values that hand `issued` to the browser.
    pub fn set(&self, issued: &Issued) -> [HeaderValue; 3] {
        let life = issued.session_life;
        self.all(&issued.access.header_and_payload, &issued.access.signature, &issued.refresh_token, life)
    }

    /// `Set-Cookie` values that take everything back.
    pub fn clear(&self) -> [HeaderValue; 3] {
        self.all("", "", "", 0)
    }

    fn all(&self, claims: &str, proof: &str, refresh: &str, life: u32) -> [HeaderValue; 3] {
        let secure = if self.secure { "; Secure" } else { "" };
        [
            format!("{}={claims}; Path=/; Max-Age={life}; SameSite=Lax{secure}", self.claims),
            format!("{}={proof}; Path=/; Max-Age={life}; SameSite=Lax; HttpOnly{secure}", self.proof),
            format!("{}={refresh}; Path={}; Max-Age={life}; SameSite=Lax; HttpOnly{secure}", self.refresh, paths::TOKEN),
        ]
        .map(|cookie| {
            // Base64url, dots and our own words: always a header value. An empty one would do no harm.
            HeaderValue::from_str(&cookie).unwrap_or_else(|_| HeaderValue::from_static(""))
        })
    }
}

/// The session cookies of a request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cookies<'a> {
    /// `header.payload`.
    pub claims: Option<&'a str>,
    /// The signature.
    pub proof: Option<&'a str>,
    /// The refresh token.
    pub refresh: Option<&'a str>,
}

impl<'a> Cookies<'a> {
    /// Reads them; the first of a name counts (RFC 6265 §5.4 sorts the most specific first).
    pub fn read(headers: &'a HeaderMap, names: &CookieNames) -> Self {
        let mut cookies = Self::default();
        for (name, value) in pairs(headers) {
            let slot = match name {
                _ if name == names.claims => &mut cookies.claims,
                _ if name == names.proof => &mut cookies.proof,
                _ if name == names.refresh => &mut cookies.refresh,
                _ => continue,
            };
            if !value.is_empty() {
                slot.get_or_insert(value);
            }
        }
        cookies
    }
}

/// The value of one cookie.
pub fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    pairs(headers).find_map(|(found, value)| (found == name).then_some(value))
}

fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_cookies_are_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=b; lk_claims=h.p;lk_proof=s"));
        headers.append(header::COOKIE, HeaderValue::from_static("lk_refresh=r; lk_claims=second"));
        let cookies = Cookies::read(&headers, &CookieNames::new(false));
        assert_eq!((cookies.claims, cookies.proof, cookies.refresh), (Some("h.p"), Some("s"), Some("r")));
        assert_eq!(Cookies::read(&headers, &CookieNames::new(true)).claims, None);
    }

    #[test]
    fn https_makes_every_cookie_secure_and_prefixed() {
        for cookie in CookieNames::new(true).clear() {
            let cookie = cookie.to_str().unwrap_or_default();
            assert!(cookie.starts_with("__") && cookie.ends_with("; Secure"), "{cookie}");
        }
    }
}
