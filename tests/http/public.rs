//! What is open to all: health, keys, and the places that others look for.

use crate::support::{App, on_each_database};

on_each_database!(a_healthy_server_says_so);
async fn a_healthy_server_says_so(app: App) {
    app.anonymous().get("/healthz").await.is(200);
    app.anonymous().get("/readyz").await.is(200);
}

on_each_database!(the_keys_are_a_key_set_that_may_be_kept_for_a_while);
async fn the_keys_are_a_key_set_that_may_be_kept_for_a_while(app: App) {
    let answer = app.anonymous().get("/.well-known/jwks.json").await;
    assert!(answer.is(200).json()["keys"].is_array());
    assert!(answer.header("content-type").contains("json"), "{answer:?}");
}

on_each_database!(a_password_manager_finds_the_way);
async fn a_password_manager_finds_the_way(app: App) {
    let answer = app.anonymous().get("/.well-known/change-password").await;
    assert!(answer.redirect(303).starts_with("/account"), "{answer:?}");
}

on_each_database!(the_start_page_is_open_to_all);
async fn the_start_page_is_open_to_all(app: App) {
    let answer = app.browser().visit("/").await;
    assert!(answer.page(200).contains("/login"));
    assert_eq!(answer.html_attribute("data-auth"), "anonymous");
}
