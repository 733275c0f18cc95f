//! What the answer to a refresh means. Pure.

use serde::Deserialize;

use crate::error::Code;

/// What a refresh has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is a new token, with so many seconds to live.
    Renewed(u32),
    /// The session is over, and this is why.
    Ended(Code),
    /// Nothing can be said of the session. Ask again, after so many seconds if the server named a time.
    Later(Option<u32>),
}

#[derive(Deserialize)]
struct Refreshed {
    expires_in: u32,
}

#[derive(Deserialize)]
struct Refused {
    code: Code,
}

/// Reads the answer. Only our own server's four words end a session: a full server, a firewall's page, a proxy that wants a password
/// and a captive portal that answers 200 to everything say nothing about it.
pub fn read(status: u16, retry_after: Option<&str>, body: &[u8]) -> Verdict {
    // A date would have to be compared with this machine's clock.
    let later = Verdict::Later(retry_after.and_then(|text| text.trim().parse().ok()));
    match status {
        200 => serde_json::from_slice(body).map_or(later, |Refreshed { expires_in }| Verdict::Renewed(expires_in)),
        401 => match serde_json::from_slice(body) {
            Ok(Refused { code }) if ends_session(code) => Verdict::Ended(code),
            _ => later,
        },
        _ => later,
    }
}

const fn ends_session(code: Code) -> bool {
    matches!(code, Code::RefreshInvalid | Code::RefreshExpired | Code::RefreshRevoked | Code::RefreshReused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_four_codes_end_a_session() {
        let ends = |code: &Code| read(401, None, format!(r#"{{"code":"{}"}}"#, code.as_str()).as_bytes()) == Verdict::Ended(*code);
        let ending: Vec<&str> = Code::ALL.iter().filter(|code| ends(code)).map(|code| code.as_str()).collect();
        assert_eq!(ending, ["refresh_invalid", "refresh_expired", "refresh_revoked", "refresh_reused"]);
    }

    #[test]
    fn the_status_must_fit() {
        for status in [200, 400, 403, 429, 500, 503] {
            assert_eq!(read(status, None, br#"{"code":"refresh_revoked"}"#), Verdict::Later(None), "{status}");
        }
    }

    #[test]
    fn strangers_on_the_line_end_nothing() {
        for (status, body) in [(200, "<h1>Welcome to our Wi-Fi</h1>"), (401, "<h1>Who are you?</h1>"), (403, "Blocked"), (502, "")] {
            assert_eq!(read(status, None, body.as_bytes()), Verdict::Later(None), "{status}");
        }
    }

    #[test]
    fn a_new_token_brings_its_life() {
        assert_eq!(read(200, None, br#"{"expires_in":300}"#), Verdict::Renewed(300));
    }

    #[test]
    fn the_time_that_the_server_names_is_kept() {
        assert_eq!(read(429, Some(" 7 "), b""), Verdict::Later(Some(7)));
        assert_eq!(read(503, Some("Wed, 21 Oct 2026 07:28:00 GMT"), b""), Verdict::Later(None));
    }
}
