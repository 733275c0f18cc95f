//! What is in an access token.

use jsonwebtoken::{Algorithm, DecodingKey, jwk::JwkSet};
use serde_json::json;

use crate::support::{App, Ask, NOW, ORIGIN, on_each_database};

on_each_database!(it_says_who_for_whom_and_until_when);
async fn it_says_who_for_whom_and_until_when(app: App) {
    let program = app.program().await;
    let now = NOW.seconds();
    for (claim, value) in [
        ("iss", json!(ORIGIN)),
        ("aud", json!(ORIGIN)),
        ("iat", json!(now)),
        ("nbf", json!(now)),
        ("exp", json!(now + 300)),
        ("email", json!("demo@latchkey.test")),
        ("name", json!("Demo")),
        ("role", json!("user")),
        ("gen", json!(1)),
    ] {
        assert_eq!(program.claim(claim), value, "{claim}");
    }
    let me = program.get("/api/me").await.json();
    assert_eq!(
        (&program.claim("sub"), &program.claim("sid")),
        (&me["id"], &me["session"]["id"])
    );
    assert_eq!(app.other_program().await.claim("role"), "admin");
}

on_each_database!(no_two_have_the_same_id);
async fn no_two_have_the_same_id(app: App) {
    let mut program = app.program().await;
    let first = program.claim("jti");
    assert!(first.as_str().is_some_and(|id| id.len() >= 16));
    program.refresh().await;
    assert_ne!(program.claim("jti"), first);
}

on_each_database!(
    issuer_and_audience_follow_the_base_url,
    &[("LATCHKEY_BASE_URL", "https://latchkey.example/")]
);
async fn issuer_and_audience_follow_the_base_url(app: App) {
    let program = app.program().await;
    assert_eq!(
        (program.claim("iss"), program.claim("aud")),
        (
            json!("https://latchkey.example"),
            json!("https://latchkey.example")
        )
    );
    let moved = app
        .beside(&[("LATCHKEY_BASE_URL", "https://elsewhere.example")])
        .await;
    let answer = Ask::get("/api/me").bearer(&program.access).to(&moved).await;
    answer.problem(401, "token_invalid");
}

on_each_database!(
    its_life_is_what_was_configured,
    &[("LATCHKEY_ACCESS_TTL", "90s")]
);
async fn its_life_is_what_was_configured(app: App) {
    let program = app.program().await;
    assert_eq!(
        program.claim("exp").as_i64().unwrap() - program.claim("iat").as_i64().unwrap(),
        90
    );
}

async fn signs_with(app: &App, alg: &str) {
    let program = app.program().await;
    assert_eq!(
        (program.head("alg"), program.head("typ")),
        (json!(alg), json!("at+jwt"))
    );
    assert!(
        program
            .head("kid")
            .as_str()
            .is_some_and(|kid| !kid.is_empty())
    );
    program.get("/api/me").await.is(200);
    let published = published(app).await;
    if alg == "HS256" {
        assert_eq!(published.keys.len(), 0, "a symmetric key was published");
        return;
    }
    let jwk = published
        .find(program.head("kid").as_str().unwrap())
        .expect("the key that signed is published");
    let (message, signature) = program.access.rsplit_once('.').unwrap();
    let alg: Algorithm = alg.parse().unwrap();
    let verify = |message: &str| {
        jsonwebtoken::crypto::verify(
            signature,
            message.as_bytes(),
            &DecodingKey::from_jwk(jwk).unwrap(),
            alg,
        )
        .unwrap_or(false)
    };
    assert!(verify(message) && !verify(&format!("{message}x")));
}

async fn published(app: &App) -> JwkSet {
    serde_json::from_value(app.anonymous().get("/.well-known/jwks.json").await.json()).unwrap()
}

on_each_database!(eddsa_signs_what_the_published_key_verifies);
async fn eddsa_signs_what_the_published_key_verifies(app: App) {
    signs_with(&app, "EdDSA").await;
}

on_each_database!(
    es256_signs_what_the_published_key_verifies,
    &[("LATCHKEY_SIGNING_ALG", "ES256")]
);
async fn es256_signs_what_the_published_key_verifies(app: App) {
    signs_with(&app, "ES256").await;
}

on_each_database!(
    rs256_signs_what_the_published_key_verifies,
    &[("LATCHKEY_SIGNING_ALG", "RS256")]
);
async fn rs256_signs_what_the_published_key_verifies(app: App) {
    signs_with(&app, "RS256").await;
}

on_each_database!(
    ps256_signs_what_the_published_key_verifies,
    &[("LATCHKEY_SIGNING_ALG", "PS256")]
);
async fn ps256_signs_what_the_published_key_verifies(app: App) {
    signs_with(&app, "PS256").await;
}

on_each_database!(
    hs256_signs_and_publishes_nothing,
    &[("LATCHKEY_SIGNING_ALG", "HS256")]
);
async fn hs256_signs_and_publishes_nothing(app: App) {
    signs_with(&app, "HS256").await;
}
