//! What the answer to a refresh means. Pure.

use crate::{
    error::{AppError, Code},
    revocation::RevocationReason,
};

/// What a refresh has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is a new token, if the cookie says so, too: a captive portal answers 200 to everything.
    Renewed,
    /// The session is over, and this is why.
    Ended(Code),
    /// Nothing can be said of the session. Ask again, after so many seconds if the server named a time.
    Later(Option<u32>),
}

/// Reads the answer. Only our own server's four words end a session: a full server, a firewall's page and a proxy that wants a password
/// say nothing about it.
pub fn read(status: u16, retry_after: Option<&str>, body: &[u8]) -> Verdict {
    // A date would have to be compared with this machine's clock.
    let later = Verdict::Later(retry_after.and_then(|text| text.parse().ok()));
    match status {
        200 => Verdict::Renewed,
        401 => match serde_json::from_slice(body) {
            // The owner of a copied session is told of the copy, not only that the session was ended.
            Ok(AppError {
                code: Code::RefreshRevoked,
                reason: Some(RevocationReason::Reuse),
                ..
            }) => Verdict::Ended(Code::RefreshReused),
            Ok(AppError { code, .. }) if ends_session(code) => Verdict::Ended(code),
            _ => later,
        },
        _ => later,
    }
}

const fn ends_session(code: Code) -> bool {
    matches!(
        code,
        Code::RefreshInvalid | Code::RefreshExpired | Code::RefreshRevoked | Code::RefreshReused
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_four_codes_end_a_session() {
        let ends = |code: &Code| {
            read(
                401,
                None,
                format!(r#"{{"code":"{}"}}"#, code.as_str()).as_bytes(),
            ) == Verdict::Ended(*code)
        };
        let ending: Vec<&str> = Code::ALL
            .iter()
            .filter(|code| ends(code))
            .map(|code| code.as_str())
            .collect();
        assert_eq!(
            ending,
            [
                "refresh_invalid",
                "refresh_expired",
                "refresh_revoked",
                "refresh_reused"
            ]
        );
    }

    #[test]
    fn the_owner_of_a_copied_session_is_told_of_the_copy() {
        let ended = |reason: &str| {
            read(
                401,
                None,
                format!(r#"{{"code":"refresh_revoked","reason":"{reason}"}}"#).as_bytes(),
            )
        };
        assert_eq!(ended("reuse"), Verdict::Ended(Code::RefreshReused));
        assert_eq!(ended("sign_out"), Verdict::Ended(Code::RefreshRevoked));
    }

    #[test]
    fn the_status_must_fit() {
        for status in [400, 403, 429, 500, 503] {
            assert_eq!(
                read(status, None, br#"{"code":"refresh_revoked"}"#),
                Verdict::Later(None),
                "{status}"
            );
        }
    }

    #[test]
    fn strangers_on_the_line_end_nothing() {
        for (status, body) in [(401, "<h1>Who are you?</h1>"), (403, "Blocked"), (502, "")] {
            assert_eq!(
                read(status, None, body.as_bytes()),
                Verdict::Later(None),
                "{status}"
            );
        }
    }

    #[test]
    fn the_time_that_the_server_names_is_kept() {
        assert_eq!(read(429, Some("7"), b""), Verdict::Later(Some(7)));
        assert_eq!(
            read(503, Some("Wed, 21 Oct 2026 07:28:00 GMT"), b""),
            Verdict::Later(None)
        );
    }
}
