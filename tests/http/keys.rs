//! Keys that come and go: nobody is signed out by a change of algorithm or of secret.

use serde_json::Value;

use crate::support::{App, Ask, on_each_database};

/// 32 times the byte 7, which the first instance has, and 32 times the byte 9.
const OLD: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
const NEW: &str = "CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=";

async fn keys(app: &App) -> Vec<Value> {
    app.anonymous()
        .get("/.well-known/jwks.json")
        .await
        .is(200)
        .json()["keys"]
        .as_array()
        .unwrap()
        .clone()
}

async fn publishes_only_public_members(app: &App, alg: &str) {
    let keys = keys(app).await;
    assert_eq!(keys.len(), 1);
    for (member, _) in keys[0].as_object().unwrap() {
        assert!(
            ["kty", "kid", "alg", "use", "crv", "x", "y", "n", "e"].contains(&member.as_str()),
            "{member}"
        );
    }
    assert_eq!(
        (&keys[0]["alg"], &keys[0]["use"]),
        (&alg.into(), &"sig".into())
    );
}

on_each_database!(only_public_members_are_published_for_eddsa);
async fn only_public_members_are_published_for_eddsa(app: App) {
    publishes_only_public_members(&app, "EdDSA").await;
}

on_each_database!(
    only_public_members_are_published_for_es256,
    &[("LATCHKEY_SIGNING_ALG", "ES256")]
);
async fn only_public_members_are_published_for_es256(app: App) {
    publishes_only_public_members(&app, "ES256").await;
}

on_each_database!(
    only_public_members_are_published_for_rs256,
    &[("LATCHKEY_SIGNING_ALG", "RS256")]
);
async fn only_public_members_are_published_for_rs256(app: App) {
    publishes_only_public_members(&app, "RS256").await;
}

on_each_database!(
    only_public_members_are_published_for_ps256,
    &[("LATCHKEY_SIGNING_ALG", "PS256")]
);
async fn only_public_members_are_published_for_ps256(app: App) {
    publishes_only_public_members(&app, "PS256").await;
}

on_each_database!(instances_that_share_a_database_share_the_key);
async fn instances_that_share_a_database_share_the_key(app: App) {
    let other = app.beside(&[]).await;
    assert_eq!(keys(&app).await, keys(&other).await);
    let program = app.program().await;
    Ask::get("/api/me")
        .bearer(&program.access)
        .to(&other)
        .await
        .is(200);
}

on_each_database!(a_change_of_algorithm_keeps_live_tokens_alive);
async fn a_change_of_algorithm_keeps_live_tokens_alive(app: App) {
    let program = app.program().await;
    let changed = app.beside(&[("LATCHKEY_SIGNING_ALG", "ES256")]).await;
    Ask::get("/api/me")
        .bearer(&program.access)
        .to(&changed)
        .await
        .is(200);
    assert_eq!(changed.program().await.head("alg"), "ES256");
    let mut algs: Vec<String> = keys(&changed)
        .await
        .iter()
        .map(|key| key["alg"].as_str().unwrap().to_owned())
        .collect();
    algs.sort();
    assert_eq!(
        algs,
        ["ES256", "EdDSA"],
        "every key that may still verify a live token is published"
    );
}

on_each_database!(
    a_symmetric_key_that_retired_is_not_published_either,
    &[("LATCHKEY_SIGNING_ALG", "HS256")]
);
async fn a_symmetric_key_that_retired_is_not_published_either(app: App) {
    let program = app.program().await;
    let changed = app.beside(&[]).await;
    Ask::get("/api/me")
        .bearer(&program.access)
        .to(&changed)
        .await
        .is(200);
    assert_eq!(keys(&changed).await.len(), 1);
}

on_each_database!(a_change_of_secret_signs_nobody_out);
async fn a_change_of_secret_signs_nobody_out(app: App) {
    let program = app.program().await;
    let changed = app
        .beside(&[("LATCHKEY_SECRET", NEW), ("LATCHKEY_SECRET_PREVIOUS", OLD)])
        .await;
    Ask::get("/api/me")
        .bearer(&program.access)
        .to(&changed)
        .await
        .is(200);
    let refreshed = changed
        .anonymous()
        .refresh(&program.refresh)
        .await
        .is(200)
        .json();

    // What is issued now must not need the old secret any more, or it could never be dropped.
    let alone = app.beside(&[("LATCHKEY_SECRET", NEW)]).await;
    alone
        .anonymous()
        .refresh(refreshed["refresh_token"].as_str().unwrap())
        .await
        .is(200);
    let access = refreshed["access_token"].as_str().unwrap();
    Ask::get("/api/me").bearer(access).to(&alone).await.is(200);
}

on_each_database!(a_key_that_was_lost_with_a_backup_signs_nobody_out);
async fn a_key_that_was_lost_with_a_backup_signs_nobody_out(app: App) {
    let (program, mut browser) = (app.program().await, app.signed_in_browser().await);
    app.sql("DELETE FROM signing_keys").await;
    let restored = app.beside(&[]).await;
    Ask::get("/api/me")
        .bearer(&program.access)
        .to(&restored)
        .await
        .problem(401, "token_invalid");
    restored.anonymous().refresh(&program.refresh).await.is(200);
    browser.moves_to(&restored);
    assert_eq!(
        browser.visit("/notes").await.redirect(303),
        "/api/token/refresh?next=/notes"
    );
    browser.open("/notes").await.page(200);
}

on_each_database!(a_secret_that_an_instance_does_not_know_yet_signs_nobody_out_there);
async fn a_secret_that_an_instance_does_not_know_yet_signs_nobody_out_there(app: App) {
    let before = app.program().await;
    let changed = app
        .beside(&[("LATCHKEY_SECRET", NEW), ("LATCHKEY_SECRET_PREVIOUS", OLD)])
        .await;
    let (mut program, mut browser) = (changed.program().await, changed.signed_in_browser().await);
    // Whether or not it has heard of the new secret by now.
    app.advance(2);
    let unknown = app.anonymous().refresh(&program.refresh).await;
    assert_eq!(unknown.sets_no_cookie().header("retry-after"), "1");
    unknown.problem(503, "unavailable");
    let told = app
        .anonymous()
        .post(
            "/api/token/revoke",
            &serde_json::json!({"refresh_token": program.refresh}),
        )
        .await;
    told.problem(503, "unavailable");
    browser.moves_to(&app);
    browser
        .refresh()
        .await
        .sets_no_cookie()
        .problem(503, "unavailable");
    let mut stale = browser.clone();
    stale.forget("lk_proof");
    stale
        .visit("/api/token/refresh?next=/notes")
        .await
        .sets_no_cookie()
        .page(503);
    browser.moves_to(&changed);
    browser.refresh().await.is(200);
    program.refresh().await.is(200);
    app.anonymous().refresh(&before.refresh).await.is(200);

    // Restarted under the secret before, the instance reads the keys that were sealed anew.
    let restarted = app.beside(&[]).await;
    let issued = restarted.program().await;
    Ask::get("/api/me")
        .bearer(&issued.access)
        .to(&changed)
        .await
        .is(200);
    restarted
        .anonymous()
        .refresh(&program.refresh)
        .await
        .problem(503, "unavailable");
}

on_each_database!(a_secret_that_was_dropped_is_not_one_that_is_to_come);
async fn a_secret_that_was_dropped_is_not_one_that_is_to_come(app: App) {
    let (program, gone) = (app.program().await, app.program().await);
    app.advance(1);
    let changed = app
        .beside(&[("LATCHKEY_SECRET", NEW), ("LATCHKEY_SECRET_PREVIOUS", OLD)])
        .await;
    changed.anonymous().refresh(&program.refresh).await.is(200);
    let alone = app.beside(&[("LATCHKEY_SECRET", NEW)]).await;
    alone
        .anonymous()
        .refresh(&gone.refresh)
        .await
        .sets_no_cookie()
        .problem(401, "refresh_invalid");
}

on_each_database!(a_secret_that_nobody_has_is_junk_and_costs_no_query);
async fn a_secret_that_nobody_has_is_junk_and_costs_no_query(app: App) {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    let program = app.program().await;
    let mut bytes = URL_SAFE_NO_PAD.decode(&program.refresh[4..]).unwrap();
    bytes[1] ^= 1;
    let forged = format!("lkr_{}", URL_SAFE_NO_PAD.encode(bytes));
    app.anonymous()
        .refresh(&forged)
        .await
        .problem(401, "refresh_invalid");
    app.application.domain.close().await;
    app.anonymous()
        .refresh(&forged)
        .await
        .problem(401, "refresh_invalid");
}
