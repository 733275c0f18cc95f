//! What is open to all: health, keys, and the places that others look for.

use crate::support::on_each_database;

#[tokio::test]
async fn a_healthy_server_says_so() {
    on_each_database(async |app| {
        app.anonymous().get("/healthz").await.is(200);
        app.anonymous().get("/readyz").await.is(200);
    })
    .await;
}

#[tokio::test]
async fn the_keys_are_a_key_set_that_may_be_kept_for_a_while() {
    on_each_database(async |app| {
        let answer = app.anonymous().get("/.well-known/jwks.json").await;
        assert!(answer.is(200).json()["keys"].is_array());
        assert!(answer.header("content-type").contains("json"), "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn a_password_manager_finds_the_way() {
    on_each_database(async |app| {
        let answer = app.anonymous().get("/.well-known/change-password").await;
        assert!(answer.redirect(303).starts_with("/account"), "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn the_start_page_is_open_to_all() {
    on_each_database(async |app| {
        let answer = app.browser().visit("/").await;
        assert!(answer.page(200).contains("/login"));
        assert_eq!(answer.html_attribute("data-auth"), "anonymous");
    })
    .await;
}
