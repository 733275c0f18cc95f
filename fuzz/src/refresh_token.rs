//! The refresh token.

use std::sync::LazyLock;

use latchkey::{
    rules::{
        refresh_token::{UnverifiedToken, derive, foreign_secret},
        secrets::Secrets,
    },
    session::Generation,
};

use super::edits::edited;

const ID: &str = "01939f2e-0000-7000-8000-000000000001";
const SESSION_SECRET: [u8; 32] = [7; 32];

/// The secrets in force, and the one before alone.
static SECRETS: LazyLock<(Secrets, Secrets)> = LazyLock::new(|| {
    (
        Secrets::new(&[1; 32], &[[2; 32]]),
        Secrets::new(&[2; 32], &[]),
    )
});

/// What is accepted is, to the letter, what was issued for the session and the generation that it names; what names a secret that is not
/// ours is never accepted.
pub fn refresh_token(data: &[u8]) {
    let (secrets, before) = &*SECRETS;
    let (first, rest) = data.split_at(data.len().min(1));
    let [issuer, generation] = first.first().map_or([0, 0], |byte| [byte % 2, byte / 2]);
    let issued_by = if issuer == 0 { secrets } else { before };
    let issue = |id: &str, generation, by| {
        let token = derive(&id.into(), generation, &SESSION_SECRET, by).expect("a session's id");
        token.expose().clone()
    };
    let token = edited(
        &issue(ID, Generation::new(generation.into()), issued_by),
        rest,
    );
    let Some(presented) = UnverifiedToken::parse(&token, secrets) else {
        return;
    };
    assert_eq!(foreign_secret(&token, secrets), None, "{token:?}");
    let (id, generation) = (presented.session_id(), presented.generation());
    let is_issued = [secrets, before]
        .iter()
        .any(|by| issue(&id, generation, by) == token);
    assert_eq!(
        presented.is_authentic(&SESSION_SECRET, secrets),
        is_issued,
        "{token:?}"
    );
    assert!(
        !presented.is_authentic(&[8; 32], secrets),
        "{token:?} is of every session"
    );
}
