//! Device Bound Session Credentials over HTTP: every name of the draft stands here (W3C, Device Bound Session Credentials). Which sessions
//! are bound, and when a refresh is refused, is [`crate::services`]' business.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::json;

use super::{
    AppState,
    cookies::{self, SetCookies},
};
use crate::{
    error::{AppError, Code},
    paths,
    rules::device_binding::COOKIE_LIFE,
    services::{ClientInfo, DeviceAnswer, DeviceEvidence, Issued, ProvenDevice},
};

/// Offers a browser to bind its session.
const REGISTRATION: HeaderName = HeaderName::from_static("secure-session-registration");
/// Asks for a proof.
const CHALLENGE: HeaderName = HeaderName::from_static("secure-session-challenge");
/// The browser's proof.
const RESPONSE: HeaderName = HeaderName::from_static("secure-session-response");
/// The browser says that a request comes without the cookie, and why.
const SKIPPED: HeaderName = HeaderName::from_static("secure-session-skipped");
/// A program's proof (RFC 9449 §4.1).
const DPOP: HeaderName = HeaderName::from_static("dpop");
/// Reasons that excuse a browser for a while: its key could not sign, or could not be asked.
const EXCUSES: [&str; 3] = ["unreachable", "server_error", "quota_exceeded"];

/// The name of the binding in the browser. Always the same: a browser has one session, and a sign-in replaces the binding of the last one.
const IDENTIFIER: &str = "latchkey";
const COOKIE: &str = "__Secure-lk_bound";

/// Returns the header of a sign-in's answer that offers the browser to bind the session.
pub fn offer(state: &AppState, issued: &Issued) -> Option<(HeaderName, HeaderValue)> {
    let challenge = state.domain.binding_challenge(issued)?;
    let value = format!(
        r#"(ES256);path="{}";challenge="{challenge}""#,
        paths::BOUND_START
    );
    Some((REGISTRATION, HeaderValue::from_str(&value).ok()?))
}

/// Adds that header to the answer to a sign-in.
pub fn offering(state: &AppState, issued: &Issued, answer: impl IntoResponse) -> Response {
    let mut answer = answer.into_response();
    if let Some((name, value)) = offer(state, issued) {
        answer.headers_mut().insert(name, value);
    }
    answer
}

/// Returns the client with what it brings along about its device to `path`.
pub fn of(client: &ClientInfo, headers: &HeaderMap, path: &'static str) -> ClientInfo {
    ClientInfo {
        device: evidence(headers, path),
        ..client.clone()
    }
}

fn evidence(headers: &HeaderMap, path: &'static str) -> DeviceEvidence {
    let is = |name, words: &[&str]| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.is_some_and(|value| words.contains(&value))
    };
    DeviceEvidence {
        cookie: cookies::value(headers, COOKIE).map(str::to_owned),
        cannot_sign: headers
            .get_all(SKIPPED)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .filter_map(|member| member.split(';').next())
            .any(|reason| EXCUSES.contains(&reason.trim())),
        from_elsewhere: is("sec-fetch-mode", &["navigate"])
            && is("sec-fetch-site", &["cross-site", "same-site"]),
        // Two proofs are none (RFC 9449 §4.3).
        dpop: headers.contains_key(DPOP).then(|| {
            let mut proofs = headers.get_all(DPOP).iter();
            let proof = proofs.next().and_then(|proof| proof.to_str().ok());
            let proof = proof.filter(|_| proofs.next().is_none());
            (proof.unwrap_or_default().to_owned(), path)
        }),
    }
}

/// Returns the browser's proof, which comes as a string or as it is.
pub fn proof(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(RESPONSE)?.to_str().ok()?;
    Some(value.trim_matches('"')).filter(|proof| !proof.is_empty())
}

/// Answers a browser that proves to hold a key.
pub fn answer(state: &AppState, answer: DeviceAnswer) -> Response {
    match answer {
        DeviceAnswer::Challenge(challenge) => {
            ([ask(&challenge)], Code::DeviceProofRequired.into_response()).into_response()
        }
        DeviceAnswer::Proven(device) => bound(state, &device),
    }
}

/// Answers with the cookie, the challenge to sign next, and what the browser is to do: to prove itself before each refresh, and before
/// nothing else.
pub fn bound(state: &AppState, device: &ProvenDevice) -> Response {
    // The cookie comes along with a link from another site, as the refresh cookie does: such a page may be stale, too.
    let flags = format!("Path={}; Secure; HttpOnly; SameSite=Lax", paths::TOKEN);
    let cookie = format!(
        "{COOKIE}={}; Max-Age={}; {flags}",
        device.cookie,
        COOKIE_LIFE.as_secs()
    );
    let host = state.config.network.base_url.host();
    let scope = |of: &str, path: &str| json!({"type": of, "domain": host, "path": path});
    let instructions = json!({
        "session_identifier": IDENTIFIER,
        "refresh_url": paths::BOUND,
        "scope": {
            "include_site": false,
            "scope_specification": [scope("exclude", "/"), scope("include", paths::REFRESH)],
        },
        "credentials": [{"type": "cookie", "name": COOKIE, "attributes": flags}],
    });
    let cookie = SetCookies::from(HeaderValue::from_str(&cookie).ok());
    (cookie, [ask(&device.next)], Json(instructions)).into_response()
}

/// Returns the refresh token of this browser's session.
///
/// # Errors
/// `refresh_invalid` if there is none.
pub fn own_refresh_token(state: &AppState, headers: &HeaderMap) -> Result<String, AppError> {
    let tokens = cookies::refresh_tokens(headers, &state.cookies);
    let session = cookies::claimed_session(headers, &state.cookies);
    let own = state.domain.own_refresh_token(&tokens, session.as_ref());
    Ok(own.ok_or(Code::RefreshInvalid)?.to_owned())
}

fn ask(challenge: &str) -> (HeaderName, HeaderValue) {
    let value = format!(r#""{challenge}";id="{IDENTIFIER}""#);
    let value = HeaderValue::from_str(&value);
    (
        CHALLENGE,
        value.unwrap_or_else(|_| HeaderValue::from_static("")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skipping(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(SKIPPED, HeaderValue::from_static(value))])
    }

    #[test]
    fn three_reasons_excuse_a_browser() {
        for value in [
            "unreachable",
            r#"server_error;session_identifier="latchkey""#,
            r#"other, quota_exceeded;session_identifier="latchkey""#,
        ] {
            assert!(evidence(&skipping(value), "").cannot_sign, "{value}");
        }
        for value in ["", "bored", "unreachably", r#"x;y="unreachable""#] {
            assert!(!evidence(&skipping(value), "").cannot_sign, "{value}");
        }
        assert_eq!(evidence(&HeaderMap::new(), ""), DeviceEvidence::default());
    }

    #[test]
    fn a_proof_is_read_with_and_without_quotes() {
        let of = |value| {
            let headers = HeaderMap::from_iter([(RESPONSE, HeaderValue::from_static(value))]);
            proof(&headers).map(str::to_owned)
        };
        assert_eq!(of("a.b.c").as_deref(), Some("a.b.c"));
        assert_eq!(of("\"a.b.c\"").as_deref(), Some("a.b.c"));
        assert_eq!(of("\"\""), None);
    }
}
