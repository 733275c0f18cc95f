//! Keys that come and go: nobody is signed out by a change of algorithm or of secret.

use serde_json::Value;

use crate::support::{App, Ask, on_each_database, on_each_database_with};

/// 32 times the byte 7, which the first instance has, and 32 times the byte 9.
const OLD: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
const NEW: &str = "CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=";

async fn keys(app: &App) -> Vec<Value> {
    app.anonymous().get("/.well-known/jwks.json").await.is(200).json()["keys"].as_array().unwrap().clone()
}

#[tokio::test]
async fn only_public_members_are_published() {
    for alg in ["EdDSA", "ES256", "RS256", "PS256"] {
        on_each_database_with(&[("LATCHKEY_SIGNING_ALG", alg)], async |app| {
            let keys = keys(&app).await;
            assert_eq!(keys.len(), 1);
            for (member, _) in keys[0].as_object().unwrap() {
                assert!(["kty", "kid", "alg", "use", "crv", "x", "y", "n", "e"].contains(&member.as_str()), "{alg}: {member}");
            }
            assert_eq!((&keys[0]["alg"], &keys[0]["use"]), (&alg.into(), &"sig".into()));
        })
        .await;
    }
}

#[tokio::test]
async fn instances_that_share_a_database_share_the_key() {
    on_each_database(async |app| {
        let other = app.beside(&[]).await;
        assert_eq!(keys(&app).await, keys(&other).await);
        let program = app.program().await;
        Ask::get("/api/me").bearer(&program.access).to(&other).await.is(200);
    })
    .await;
}

#[tokio::test]
async fn a_change_of_algorithm_keeps_live_tokens_alive() {
    on_each_database(async |app| {
        let program = app.program().await;
        let changed = app.beside(&[("LATCHKEY_SIGNING_ALG", "ES256")]).await;
        Ask::get("/api/me").bearer(&program.access).to(&changed).await.is(200);
        assert_eq!(changed.program().await.head("alg"), "ES256");
        let mut algs: Vec<String> = keys(&changed).await.iter().map(|key| key["alg"].as_str().unwrap().to_owned()).collect();
        algs.sort();
        assert_eq!(algs, ["ES256", "EdDSA"], "every key that may still verify a live token is published");
    })
    .await;
}

#[tokio::test]
async fn a_symmetric_key_that_retired_is_not_published_either() {
    on_each_database_with(&[("LATCHKEY_SIGNING_ALG", "HS256")], async |app| {
        let program = app.program().await;
        let changed = app.beside(&[]).await;
        Ask::get("/api/me").bearer(&program.access).to(&changed).await.is(200);
        assert_eq!(keys(&changed).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_change_of_secret_signs_nobody_out() {
    on_each_database(async |app| {
        let program = app.program().await;
        let changed = app.beside(&[("LATCHKEY_SECRET", NEW), ("LATCHKEY_SECRET_PREVIOUS", OLD)]).await;
        Ask::get("/api/me").bearer(&program.access).to(&changed).await.is(200);
        let refreshed = changed.anonymous().refresh(&program.refresh).await.is(200).json();

        // What is issued now must not need the old secret any more, or it could never be dropped.
        let alone = app.beside(&[("LATCHKEY_SECRET", NEW)]).await;
        alone.anonymous().refresh(refreshed["refresh_token"].as_str().unwrap()).await.is(200);
        let access = refreshed["access_token"].as_str().unwrap();
        Ask::get("/api/me").bearer(access).to(&alone).await.is(200);
    })
    .await;
}

#[tokio::test]
async fn a_key_that_was_lost_with_a_backup_signs_nobody_out() {
    on_each_database(async |app| {
        let (program, mut browser) = (app.program().await, app.signed_in_browser().await);
        app.sql("DELETE FROM signing_keys").await;
        let restored = app.beside(&[]).await;
        Ask::get("/api/me").bearer(&program.access).to(&restored).await.problem(401, "token_invalid");
        restored.anonymous().refresh(&program.refresh).await.is(200);
        browser.moves_to(&restored);
        assert_eq!(browser.visit("/notes").await.redirect(303), "/api/token/refresh?next=/notes");
        browser.open("/notes").await.page(200);
    })
    .await;
}
