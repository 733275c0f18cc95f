//! `latchkey keys rotate` beside running servers: nobody is signed out, and nobody has to be restarted.

use std::time::Duration;

use latchkey::{
    rules::{
        alg::SigningAlg,
        key_schedule::PUBLISH_AHEAD,
        secrets::Secrets,
        signing_key::{SigningKey, seal},
    },
    services::{Keys, Removal},
    store::{SigningKeyRow, Store},
};

use crate::support::{App, Ask, on_each_database, until};

/// What a command does, from a process of its own.
async fn command<T>(app: &App, secret: u8, act: impl AsyncFnOnce(Keys<'_>) -> T) -> T {
    let store = Store::connect(app.database_url()).await.unwrap();
    let secrets = Secrets::new(&[secret; 32], &[]);
    let done = act(Keys {
        alg: SigningAlg::EdDsa,
        longest_life: Duration::from_secs(305),
        store: &store,
        secrets: &secrets,
    })
    .await;
    store.close().await;
    done
}

async fn rotate(app: &App) -> String {
    command(app, 7, async |keys| {
        keys.rotate(app.now()).await.unwrap().unwrap().into()
    })
    .await
}

async fn revoke(app: &App, kid: &str) -> Removal {
    command(app, 7, async |keys| {
        keys.revoke(&kid.into(), app.now()).await.unwrap()
    })
    .await
}

async fn signing(app: &App) -> String {
    app.program().await.head("kid").as_str().unwrap().to_owned()
}

/// What an earlier version let a wrong secret do: a key that nobody can open, in the place of the one that signs.
async fn poison(app: &App) -> String {
    let secrets = Secrets::new(&[66; 32], &[]);
    let private = SigningKey::generate(SigningAlg::EdDsa).unwrap();
    let kid = SigningKey::read(SigningAlg::EdDsa, &private)
        .unwrap()
        .kid()
        .to_owned();
    let sealed_private = seal(&kid, SigningAlg::EdDsa, &private, &secrets).unwrap();
    let (alg, created_at) = ("EdDSA".to_owned(), app.now());
    let row = SigningKeyRow {
        kid: kid.clone(),
        alg,
        sealed_private,
        created_at,
        retired_at: None,
        sealed_previous: None,
    };
    command(app, 66, async |keys| {
        let replaced = keys.store.signing_keys().await.unwrap()[0].kid.clone();
        assert!(
            keys.store
                .rotate_signing_key(&row, &replaced, app.now())
                .await
                .unwrap()
        );
    })
    .await;
    kid.into()
}

async fn published(app: &App) -> Vec<String> {
    let set = app
        .anonymous()
        .get("/.well-known/jwks.json")
        .await
        .is(200)
        .json();
    set["keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| key["kid"].as_str().unwrap().to_owned())
        .collect()
}

on_each_database!(every_instance_picks_the_new_key_up_and_nobody_is_signed_out);
async fn every_instance_picks_the_new_key_up_and_nobody_is_signed_out(app: App) {
    let other = app.beside(&[]).await;
    let before = app.program().await;
    let old = before.head("kid").as_str().unwrap().to_owned();
    let new = rotate(&app).await;
    for instance in [&app, &other] {
        until("the new key is published", async || {
            published(instance).await.contains(&new)
        })
        .await;
        assert!(published(instance).await.contains(&old));
        assert_eq!(
            instance.program().await.head("kid"),
            old.as_str(),
            "signed before every instance knows the key"
        );
    }
    app.advance(PUBLISH_AHEAD.as_secs());
    for instance in [&app, &other] {
        until("the new key signs", async || {
            instance.program().await.head("kid") == new.as_str()
        })
        .await;
    }
    let after = app.program().await;
    for instance in [&app, &other] {
        Ask::get("/api/me")
            .bearer(&before.access)
            .to(instance)
            .await
            .is(200);
        Ask::get("/api/me")
            .bearer(&after.access)
            .to(instance)
            .await
            .is(200);
    }
}

on_each_database!(the_old_key_is_published_until_its_last_token_has_run_out_and_then_deleted);
async fn the_old_key_is_published_until_its_last_token_has_run_out_and_then_deleted(app: App) {
    let old = app.program().await.head("kid").as_str().unwrap().to_owned();
    let new = rotate(&app).await;
    app.advance(PUBLISH_AHEAD.as_secs() + 300);
    until("the new key signs", async || {
        app.program().await.head("kid") == new.as_str()
    })
    .await;
    assert!(
        published(&app).await.contains(&old),
        "a token that was signed with it just before may still be alive"
    );
    app.advance(310);
    until("the old key is gone", async || {
        published(&app).await == [new.clone()]
    })
    .await;
    until("so is its private part", async || {
        app.number("SELECT count(*) FROM signing_keys").await == 1
    })
    .await;
}

on_each_database!(a_key_is_rotated_when_it_has_reached_its_age);
async fn a_key_is_rotated_when_it_has_reached_its_age(app: App) {
    let first = published(&app).await;
    app.advance(30 * 86_400);
    until("a second key is announced", async || {
        published(&app).await.len() == 2
    })
    .await;
    app.advance(PUBLISH_AHEAD.as_secs());
    until("it signs", async || {
        !first.contains(&app.program().await.head("kid").as_str().unwrap().to_owned())
    })
    .await;
}

on_each_database!(a_key_that_nobody_can_open_stops_no_server_and_signs_nobody_out);
async fn a_key_that_nobody_can_open_stops_no_server_and_signs_nobody_out(app: App) {
    let program = app.program().await;
    let good = signing(&app).await;
    let bad = poison(&app).await;
    app.advance(PUBLISH_AHEAD.as_secs());
    let started = app.beside(&[]).await;
    for instance in [&app, &started] {
        assert_eq!(signing(instance).await, good);
        assert_eq!(published(instance).await, std::slice::from_ref(&good));
        Ask::get("/api/me")
            .bearer(&program.access)
            .to(instance)
            .await
            .is(200);
    }
    // Long after the good key would be over, had its successor been one.
    app.advance(86_400);
    let later = app.program().await;
    Ask::get("/api/me")
        .bearer(&later.access)
        .to(&started)
        .await
        .is(200);

    assert_eq!(
        command(&app, 7, async |keys| keys
            .delete(&bad.as_str().into(), false, app.now())
            .await
            .unwrap())
        .await,
        Removal::Removed(None)
    );
    until("a new key takes its place", async || {
        published(&app).await.len() == 2
    })
    .await;
    app.advance(PUBLISH_AHEAD.as_secs());
    until("which signs", async || signing(&app).await != good).await;
}

on_each_database!(a_server_with_a_wrong_secret_does_not_start_and_leaves_nothing);
async fn a_server_with_a_wrong_secret_does_not_start_and_leaves_nothing(app: App) {
    let wrong = "CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=";
    app.advance(31 * 86_400);
    for settings in [
        &[("LATCHKEY_SECRET", wrong)][..],
        &[
            ("LATCHKEY_SECRET", wrong),
            ("LATCHKEY_SIGNING_ALG", "ES256"),
        ],
    ] {
        let refused = app.beside_refused(settings).await;
        assert!(
            refused.contains("LATCHKEY_SECRET_PREVIOUS") && refused.contains("keys delete"),
            "{refused}"
        );
    }
    assert_eq!(
        app.number("SELECT count(*) FROM signing_keys WHERE alg <> 'EdDSA'")
            .await,
        0
    );
    app.beside(&[]).await.program().await;
}

on_each_database!(a_revoked_key_is_refused_at_once_everywhere_and_nobody_is_signed_out);
async fn a_revoked_key_is_refused_at_once_everywhere_and_nobody_is_signed_out(app: App) {
    let other = app.beside(&[]).await;
    let (mut program, mut browser) = (app.program().await, app.signed_in_browser().await);
    let leaked = program.head("kid").as_str().unwrap().to_owned();
    let Removal::Removed(Some(successor)) = revoke(&app, &leaked).await else {
        panic!("no successor")
    };
    for instance in [&app, &other] {
        until("it is published no more", async || {
            published(instance).await == [successor.to_string()]
        })
        .await;
        Ask::get("/api/me")
            .bearer(&program.access)
            .to(instance)
            .await
            .problem(401, "token_invalid");
    }
    program.refresh().await.is(200);
    assert_eq!(program.head("kid"), &*successor);
    program.get("/api/me").await.is(200);
    browser.open("/notes").await.page(200);
    assert_eq!(revoke(&app, &leaked).await, Removal::NotFound);
}
