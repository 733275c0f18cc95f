//! `latchkey keys rotate` beside running servers: nobody is signed out, and nobody has to be restarted.

use std::time::Duration;

use latchkey::{
    auth::{alg::SigningAlg, secrets::Secrets},
    domain::Keys,
    store::Store,
};

use crate::support::{App, Ask, on_each_database, until};

/// What the command does, from a process of its own.
async fn rotate(app: &App) -> String {
    let store = Store::connect(app.database_url()).await.unwrap();
    let secrets = Secrets::new(&[7; 32], &[]);
    let keys = Keys { alg: SigningAlg::EdDsa, longest_life: Duration::from_secs(305), store: &store, secrets: &secrets };
    let kid = keys.rotate(app.now()).await.unwrap().unwrap();
    store.close().await;
    kid
}

async fn published(app: &App) -> Vec<String> {
    let set = app.anonymous().get("/.well-known/jwks.json").await.is(200).json();
    set["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn every_instance_picks_the_new_key_up_and_nobody_is_signed_out() {
    on_each_database(async |app| {
        let other = app.beside(&[]).await;
        let before = app.program().await;
        let old = before.head("kid").as_str().unwrap().to_owned();
        let new = rotate(&app).await;
        for instance in [&app, &other] {
            until("the new key is published", async || published(instance).await.contains(&new)).await;
            assert!(published(instance).await.contains(&old));
            assert_eq!(instance.program().await.head("kid"), old.as_str(), "signed before every instance knows the key");
        }
        app.advance(3);
        for instance in [&app, &other] {
            until("the new key signs", async || instance.program().await.head("kid") == new.as_str()).await;
        }
        let after = app.program().await;
        for instance in [&app, &other] {
            Ask::get("/api/me").bearer(&before.access).to(instance).await.is(200);
            Ask::get("/api/me").bearer(&after.access).to(instance).await.is(200);
        }
    })
    .await;
}

#[tokio::test]
async fn the_old_key_is_published_until_its_last_token_has_run_out_and_then_deleted() {
    on_each_database(async |app| {
        let old = app.program().await.head("kid").as_str().unwrap().to_owned();
        let new = rotate(&app).await;
        app.advance(3 + 300);
        until("the new key signs", async || app.program().await.head("kid") == new.as_str()).await;
        assert!(published(&app).await.contains(&old), "a token that was signed with it just before may still be alive");
        app.advance(310);
        until("the old key is gone", async || published(&app).await == [new.clone()]).await;
        until("so is its private part", async || app.number("SELECT count(*) FROM signing_keys").await == 1).await;
    })
    .await;
}

#[tokio::test]
async fn a_key_is_rotated_when_it_has_reached_its_age() {
    on_each_database(async |app| {
        let first = published(&app).await;
        app.advance(30 * 86_400);
        until("a second key is announced", async || published(&app).await.len() == 2).await;
        app.advance(3);
        until("it signs", async || !first.contains(&app.program().await.head("kid").as_str().unwrap().to_owned())).await;
    })
    .await;
}
