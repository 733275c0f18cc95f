//! The outcome of a refresh, read from its answer. Pure.

use crate::{
    error::{AppError, Code},
    json,
    revocation::RevocationReason,
};

/// The outcome of a refresh.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefreshOutcome {
    /// The server issued a new token, if the cookie says so, too: a captive portal answers 200 to everything.
    Refreshed,
    /// The session is over, and this is how.
    SessionEnded(AppError),
    /// The answer says nothing about the session. Try again, after this many seconds of `Retry-After`, if given.
    RetryLater(Option<u32>),
}

/// Reads the answer. Only the server's own five codes end a session for this browser: an overloaded server, a firewall's page and a proxy that wants a
/// password say nothing about it.
pub fn read(status: u16, retry_after: Option<&str>, body: &[u8]) -> RefreshOutcome {
    // A date would have to be compared with this machine's clock, which may be wrong.
    let retry_later = RefreshOutcome::RetryLater(retry_after.and_then(|text| text.parse().ok()));
    match status {
        200 => RefreshOutcome::Refreshed,
        401 => match json::read_bytes::<AppError>(body) {
            Some(end) if ends_session(end.code) => RefreshOutcome::SessionEnded(explained(end)),
            _ => retry_later,
        },
        _ => retry_later,
    }
}

/// The owner of a copied session is told of the copy, not only that the session was ended.
fn explained(mut end: AppError) -> AppError {
    if end.code == Code::RefreshRevoked && end.reason == Some(RevocationReason::Reuse) {
        end.code = Code::RefreshReused;
    }
    end
}

const fn ends_session(code: Code) -> bool {
    matches!(
        code,
        Code::RefreshInvalid
            | Code::RefreshExpired
            | Code::RefreshRevoked
            | Code::RefreshReused
            | Code::RefreshUnbound
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_five_codes_end_a_session() {
        let ends = |code: &Code| {
            read(
                401,
                None,
                format!(r#"{{"code":"{}"}}"#, code.as_str()).as_bytes(),
            ) == RefreshOutcome::SessionEnded((*code).into())
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
                "refresh_reused",
                "refresh_unbound"
            ]
        );
    }

    #[test]
    fn the_owner_of_a_copied_session_is_told_of_the_copy() {
        let code = |reason: &str| {
            let body = format!(r#"{{"code":"refresh_revoked","reason":"{reason}"}}"#);
            match read(401, None, body.as_bytes()) {
                RefreshOutcome::SessionEnded(end) => Some(end.code),
                _ => None,
            }
        };
        assert_eq!(code("reuse"), Some(Code::RefreshReused));
        assert_eq!(code("sign_out"), Some(Code::RefreshRevoked));
    }

    #[test]
    fn a_code_under_another_status_ends_nothing() {
        for status in [400, 403, 429, 500, 503] {
            assert_eq!(
                read(status, None, br#"{"code":"refresh_revoked"}"#),
                RefreshOutcome::RetryLater(None),
                "{status}"
            );
        }
    }

    #[test]
    fn answers_of_other_machines_end_nothing() {
        for (status, body) in [(401, "<h1>Who are you?</h1>"), (403, "Blocked"), (502, "")] {
            assert_eq!(
                read(status, None, body.as_bytes()),
                RefreshOutcome::RetryLater(None),
                "{status}"
            );
        }
    }

    #[test]
    fn retry_after_in_seconds_is_kept() {
        assert_eq!(
            read(429, Some("7"), b""),
            RefreshOutcome::RetryLater(Some(7))
        );
        assert_eq!(
            read(503, Some("Wed, 21 Oct 2026 07:28:00 GMT"), b""),
            RefreshOutcome::RetryLater(None)
        );
    }
}
