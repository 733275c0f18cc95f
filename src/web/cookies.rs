//! The cookies that carry a session in a browser: names, flags, reading and setting.
//!
//! | cookie | holds | flags |
//! | --- | --- | --- |
//! | `lk_claims` | `header.payload` of the access token | readable by script |
//! | `lk_proof` | its signature | `HttpOnly` |
//! | `lk_refresh` | the refresh token | `HttpOnly`, `Path=/api/token` |
//! | `lk_signed_out` | the id of the session that this browser left last | readable by script, for a day |

use std::convert::Infallible;

use axum::response::{IntoResponseParts, ResponseParts};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderValue, header};

use crate::{
    ids::SessionId, paths, rules::secrets::random_bytes, services::Issued, session::Generation,
};

/// The lifetime of `lk_signed_out`, in seconds. Exceeds the lifetime of every access token of the session.
const MARK_LIFE: u32 = 86_400;
/// The most refresh tokens that are read from a request. A browser has one; more than a few were planted.
const MOST_REFRESH_TOKENS: usize = 8;

/// The cookie names. Over https they carry the prefixes that make browsers enforce the flags (RFC 6265bis §4.1.3,
/// ASVS 3.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CookieNames {
    claims: &'static str,
    proof: &'static str,
    refresh: &'static str,
    signed_out: &'static str,
    secure: bool,
}

/// The cookies of a response, each in a `Set-Cookie` line of its own.
#[derive(Default)]
pub struct SetCookies(Vec<HeaderValue>);

impl SetCookies {
    /// Adds further cookies.
    #[must_use]
    pub fn and(mut self, more: impl IntoIterator<Item = HeaderValue>) -> Self {
        self.0.extend(more);
        self
    }
}

impl<C: IntoIterator<Item = HeaderValue>> From<C> for SetCookies {
    fn from(cookies: C) -> Self {
        Self::default().and(cookies)
    }
}

impl IntoResponseParts for SetCookies {
    type Error = Infallible;

    fn into_response_parts(self, mut answer: ResponseParts) -> Result<ResponseParts, Infallible> {
        for cookie in self.0 {
            answer.headers_mut().append(header::SET_COOKIE, cookie);
        }
        Ok(answer)
    }
}

impl CookieNames {
    /// Returns the names for an https origin or for plain http.
    pub const fn new(https: bool) -> Self {
        if https {
            Self {
                claims: "__Host-lk_claims",
                proof: "__Host-lk_proof",
                refresh: "__Secure-lk_refresh",
                signed_out: "__Host-lk_signed_out",
                secure: true,
            }
        } else {
            Self {
                claims: "lk_claims",
                proof: "lk_proof",
                refresh: "lk_refresh",
                signed_out: "lk_signed_out",
                secure: false,
            }
        }
    }

    /// Returns the name of the cookie that holds `header.payload`.
    pub const fn claims(&self) -> &'static str {
        self.claims
    }

    /// Returns the name of the cookie that holds the signature.
    pub const fn proof(&self) -> &'static str {
        self.proof
    }

    /// Returns the name of the cookie that holds the refresh token.
    pub const fn refresh(&self) -> &'static str {
        self.refresh
    }

    /// Returns the `Set-Cookie` values that store `issued` in the browser.
    pub fn set(&self, issued: &Issued) -> [HeaderValue; 3] {
        let life = issued.session_life;
        self.all(
            &issued.access.header_and_payload,
            &issued.access.signature,
            issued.refresh_token.expose(),
            life,
        )
    }

    /// Returns the `Set-Cookie` values that store the access token of `issued` alone: the refresh token in the browser may be a newer
    /// one by now.
    pub fn set_access(&self, issued: &Issued) -> [HeaderValue; 2] {
        let [claims, proof, _] = self.set(issued);
        [claims, proof]
    }

    /// Returns the `Set-Cookie` values that delete the three session cookies.
    pub fn clear(&self) -> [HeaderValue; 3] {
        self.all("", "", "", 0)
    }

    /// Returns the `Set-Cookie` values of a proof and a refresh token that this server has not issued, for a page that shows what becomes of
    /// them.
    pub fn forged(&self) -> [HeaderValue; 2] {
        let junk = URL_SAFE_NO_PAD.encode(random_bytes());
        let [_, proof, refresh] = self.all("", &junk, &junk, MARK_LIFE);
        [proof, refresh]
    }

    /// Returns the `Set-Cookie` value that marks `session_id` as left: signed out, or replaced by another sign-in.
    ///
    /// It informs every tab of the browser, even without working storage, so that an open page of that session does
    /// not treat it as expired.
    pub fn mark_left(&self, session_id: &SessionId) -> HeaderValue {
        header_value(&format!(
            "{}={session_id}; Path=/; Max-Age={MARK_LIFE}; SameSite=Lax{}",
            self.signed_out,
            self.flags()
        ))
    }

    /// Returns the `Set-Cookie` values that delete planted refresh cookies.
    ///
    /// These lie under a longer path, so that browsers send them first.
    pub fn clear_planted(&self) -> [HeaderValue; 2] {
        [paths::REFRESH, paths::REVOKE].map(|path| {
            header_value(&format!(
                "{}=; Path={path}; Max-Age=0; HttpOnly{}",
                self.refresh,
                self.flags()
            ))
        })
    }

    /// Returns the flag that every cookie carries over https.
    pub const fn flags(&self) -> &'static str {
        if self.secure { "; Secure" } else { "" }
    }

    fn all(&self, claims: &str, proof: &str, refresh: &str, life: u32) -> [HeaderValue; 3] {
        let secure = self.flags();
        [
            format!(
                "{}={claims}; Path=/; Max-Age={life}; SameSite=Lax{secure}",
                self.claims
            ),
            format!(
                "{}={proof}; Path=/; Max-Age={life}; SameSite=Lax; HttpOnly{secure}",
                self.proof
            ),
            format!(
                "{}={refresh}; Path={}; Max-Age={life}; SameSite=Lax; HttpOnly{secure}",
                self.refresh,
                paths::TOKEN
            ),
        ]
        .map(|cookie| header_value(&cookie))
    }
}

/// Converts a cookie, whose base64url, dots and fixed words always form a header value. An empty one would be
/// harmless.
fn header_value(cookie: &str) -> HeaderValue {
    HeaderValue::from_str(cookie).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// The two halves of the access token, from the cookies of a request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cookies<'a> {
    /// `header.payload`.
    pub claims: Option<&'a str>,
    /// The signature.
    pub proof: Option<&'a str>,
}

impl<'a> Cookies<'a> {
    /// Reads the cookies. The first of a name counts (RFC 6265 §5.4 sorts the most specific first).
    pub fn read(headers: &'a HeaderMap, names: &CookieNames) -> Self {
        let mut cookies = Self::default();
        for (name, value) in pairs(headers) {
            let slot = match name {
                _ if name == names.claims => &mut cookies.claims,
                _ if name == names.proof => &mut cookies.proof,
                _ => continue,
            };
            if !value.is_empty() {
                slot.get_or_insert(value);
            }
        }
        cookies
    }
}

/// Returns the distinct refresh tokens of a request, in the order in which they were sent.
///
/// A page of a sibling subdomain can plant a cookie of the same name under a longer path, which is then sent first
/// (RFC 6265 §5.4).
pub fn refresh_tokens<'a>(headers: &'a HeaderMap, names: &CookieNames) -> Vec<&'a str> {
    let mut tokens = Vec::new();
    for (name, value) in pairs(headers) {
        if name == names.refresh
            && !value.is_empty()
            && !tokens.contains(&value)
            && tokens.len() < MOST_REFRESH_TOKENS
        {
            tokens.push(value);
        }
    }
    tokens
}

/// Returns the session that the claims cookie names. Unverified: it only selects this browser's own among several
/// refresh tokens.
pub fn claimed_session(headers: &HeaderMap, names: &CookieNames) -> Option<SessionId> {
    claimed_token(headers, names).map(|(session_id, _)| session_id)
}

/// Returns the session and the generation that the claims cookie names. Unverified: it only tells a document which token
/// its request brought.
pub fn claimed_token(headers: &HeaderMap, names: &CookieNames) -> Option<(SessionId, Generation)> {
    #[derive(serde::Deserialize)]
    struct Claimed {
        sid: SessionId,
        r#gen: Generation,
    }
    let (_, payload) = Cookies::read(headers, names).claims?.split_once('.')?;
    let claimed: Claimed = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?;
    Some((claimed.sid, claimed.r#gen))
}

/// Returns the value of one cookie.
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
        headers.append(
            header::COOKIE,
            HeaderValue::from_static("a=b; lk_claims=h.p;lk_proof=s"),
        );
        headers.append(
            header::COOKIE,
            HeaderValue::from_static("lk_refresh=r; lk_claims=second"),
        );
        let cookies = Cookies::read(&headers, &CookieNames::new(false));
        assert_eq!((cookies.claims, cookies.proof), (Some("h.p"), Some("s")));
        assert_eq!(refresh_tokens(&headers, &CookieNames::new(false)), ["r"]);
        assert_eq!(
            Cookies::read(&headers, &CookieNames::new(true)).claims,
            None
        );
    }

    #[test]
    fn https_makes_every_cookie_secure_and_prefixed() {
        let names = CookieNames::new(true);
        for cookie in names
            .clear()
            .into_iter()
            .chain(names.clear_planted())
            .chain([names.mark_left(&"id".into())])
        {
            let cookie = cookie.to_str().unwrap_or_default();
            assert!(
                cookie.starts_with("__") && cookie.ends_with("; Secure"),
                "{cookie}"
            );
        }
    }
}
