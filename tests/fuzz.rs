//! The properties of the fuzz targets (`fuzz/`), tried on stable Rust with a bounded number of inputs near the format.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../fuzz/src/lib.rs"]
mod properties;

use proptest::prelude::*;

/// Bytes that are made of `pieces` and, now and then, of anything.
fn made_of(pieces: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        9 => prop::sample::select(pieces).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 1..4),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn next_stays_on_this_origin_as_browsers_resolve_it(
        path in made_of(&["/", "/", ".", "..", "%2e", "%2E", "%2f", "%5c", "\\", "a", "notes", "login", "api", "?", "#", ":", "@", "\t", "\n", "evil.test"]),
    ) {
        properties::safe_next(&path);
        properties::safe_next(&[b"/", path.as_slice()].concat());
    }

    #[test]
    fn cookies_are_read_by_their_own_name(
        line in made_of(&["lk_claims", "lk_proof", "lk_refresh", "__Host-", "__Secure-", "=", "=", ";", "; ", " ", "\"", "\n", ",", "abc.def"]),
    ) {
        properties::cookies(&line);
    }

    #[test]
    fn a_forwarding_header_names_nobody_whom_the_proxy_has_not_seen(
        value in made_of(&["for=", "For=", "by=", "192.0.2.7", "[2001:db8::1]", ":80", "\"", "\\", ",", ", ", ";", "unknown", "10.0.0.9", "_x"]),
    ) {
        properties::client_address(&value);
    }

    #[test]
    fn a_refresh_token_is_accepted_as_it_was_issued(
        which in any::<u8>(),
        near in prop::collection::vec(any::<u8>(), 0..16),
        text in made_of(&["lkr_", "lkr_", "AgEC", "AQ", "Ag", "AAAA", "____", "=", "-", "+", "\0", "."]),
    ) {
        properties::refresh_token(&[&[which], near.as_slice()].concat());
        properties::refresh_token(&[&[which, 0], text.as_slice()].concat());
    }

    #[test]
    fn an_access_token_is_accepted_as_it_was_issued(
        which in any::<u8>(),
        near in prop::collection::vec(any::<u8>(), 0..16),
        // {"alg":"none","typ":"at+jwt"}, the same with HS256, and {} among them.
        text in made_of(&[
            "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0", "eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6IngifQ", "e30", ".", ".", ".", "=", "_", "\0",
        ]),
    ) {
        properties::access_token(&[&[which], near.as_slice()].concat());
        properties::access_token(&[&[which, 0], text.as_slice()].concat());
    }

    #[test]
    fn a_settings_file_is_read_or_refused(
        text in made_of(&["\n", "=", "\"", "env", "secret", "access_ttl", "database_url", "\"5m\"", "\"production\"", "[", "]", "#", "'", "postgres://u:p@h/d"]),
    ) {
        properties::settings_file(&text);
    }
}
