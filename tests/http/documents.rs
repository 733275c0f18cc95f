//! Pages: who gets which, and what is on the first HTML.

use serde_json::json;

use crate::support::{App, on_each_database};

on_each_database!(a_protected_page_leads_a_stranger_to_sign_in_and_back);
async fn a_protected_page_leads_a_stranger_to_sign_in_and_back(app: App) {
    for (path, to) in [
        ("/notes", "/login?next=/notes"),
        ("/notes?a=1&b=%2F", "/login?next=/notes%3Fa%3D1%26b%3D%252F"),
        ("/account", "/login?next=/account"),
        ("/account/security", "/login?next=/account/security"),
        (
            "/account/sessions?x=%EA%B0%80",
            "/login?next=/account/sessions%3Fx%3D%25EA%25B0%2580",
        ),
        ("/account/activity", "/login?next=/account/activity"),
        ("/admin/users", "/login?next=/admin/users"),
    ] {
        assert_eq!(
            app.browser()
                .visit(path)
                .await
                .sets_no_cookie()
                .redirect(303),
            to
        );
    }
}

on_each_database!(a_person_finds_their_notes_in_the_first_html);
async fn a_person_finds_their_notes_in_the_first_html(app: App) {
    app.program()
        .await
        .post("/api/notes", &json!({"text": "한 & <b>굵게</b>"}))
        .await
        .is(201);
    app.other_program()
        .await
        .post("/api/notes", &json!({"text": "somebody else's"}))
        .await
        .is(201);
    let mut browser = app.signed_in_browser().await;
    let answer = browser.visit("/notes").await;
    let page = answer.page(200);
    assert!(page.contains("한 &amp; &lt;b&gt;굵게&lt;/b&gt;"), "{page}");
    assert!(!page.contains("<b>굵게") && !page.contains("somebody else's"));
    assert_eq!(answer.html_attribute("data-auth"), "user");
    assert!(page.contains("Demo"), "whoever is signed in is named");
}

on_each_database!(a_stale_document_comes_over_the_refresh_endpoint_once);
async fn a_stale_document_comes_over_the_refresh_endpoint_once(app: App) {
    let mut browser = app.signed_in_browser().await;
    browser
        .submit("/notes", &[("text", "still here")])
        .await
        .is(303);
    app.advance(400);
    let stale = browser.visit("/notes?a=1").await;
    assert_eq!(
        stale.sets_no_cookie().redirect(303),
        "/api/token/refresh?next=/notes%3Fa%3D1"
    );
    assert_eq!(
        browser
            .visit("/api/token/refresh?next=/notes%3Fa%3D1")
            .await
            .redirect(303),
        "/notes?a=1"
    );
    let fresh = browser.visit("/notes?a=1").await;
    assert!(fresh.page(200).contains("still here"));
    assert_eq!(fresh.html_attribute("data-auth"), "user");
}

on_each_database!(an_ended_session_leads_to_sign_in_without_a_circle);
async fn an_ended_session_leads_to_sign_in_without_a_circle(app: App) {
    let browser = app.signed_in_browser().await;
    browser.clone().submit("/logout", &[]).await.is(303);
    assert_eq!(
        browser.clone().visit("/notes").await.redirect(303),
        "/login?next=/notes"
    );
    assert_eq!(
        browser
            .clone()
            .open("/notes")
            .await
            .is(200)
            .html_attribute("data-auth"),
        "anonymous"
    );
    app.advance(400);
    let page = browser.clone().open("/notes").await;
    assert_eq!(
        page.is(200).html_attribute("data-auth"),
        "anonymous",
        "of a token that ran out afterwards, too"
    );
    assert!(page.text().contains("name=\"password\""));
}

on_each_database!(an_idle_session_leads_to_sign_in);
async fn an_idle_session_leads_to_sign_in(app: App) {
    let mut browser = app.signed_in_browser().await;
    app.advance(15 * 86_400);
    let page = browser.open("/notes").await;
    assert_eq!(page.is(200).html_attribute("data-auth"), "anonymous");
    assert!(page.text().contains("name=\"password\""));
}

on_each_database!(whoever_is_signed_in_is_led_past_the_sign_in_page);
async fn whoever_is_signed_in_is_led_past_the_sign_in_page(app: App) {
    let mut browser = app.signed_in_browser().await;
    assert_eq!(browser.visit("/login").await.redirect(303), "/notes");
    assert_eq!(
        browser
            .visit("/login?next=/account%3Fa%3D1")
            .await
            .redirect(303),
        "/account?a=1"
    );
    assert_eq!(
        browser
            .visit("/login?next=//evil.example")
            .await
            .redirect(303),
        "/notes"
    );
    assert_eq!(
        app.browser()
            .visit("/login")
            .await
            .is(200)
            .html_attribute("data-auth"),
        "anonymous"
    );
}

on_each_database!(what_is_not_there_is_a_page_that_says_so);
async fn what_is_not_there_is_a_page_that_says_so(app: App) {
    for path in [
        "/nothing",
        "/nothing/at/all",
        "/notesbook",
        "/%00",
        "/%ff",
        "/favicon.ico",
        "/index.html",
        "/..%2f..%2fCargo.toml",
    ] {
        let answer = app.browser().visit(path).await;
        assert_eq!(
            answer.is(404).header("content-type"),
            "text/html; charset=utf-8",
            "{path}"
        );
        assert_eq!(answer.html_attribute("data-auth"), "anonymous", "{path}");
    }
    assert_eq!(
        app.signed_in_browser()
            .await
            .visit("/nothing")
            .await
            .is(404)
            .html_attribute("data-auth"),
        "user"
    );
}

on_each_database!(another_spelling_of_a_protected_path_shows_nothing_either);
async fn another_spelling_of_a_protected_path_shows_nothing_either(app: App) {
    for path in [
        "/%6eotes",
        "/notes/",
        "//notes",
        "/./notes",
        "/NOTES",
        "/notes%2f",
        "/notes;a=1",
    ] {
        let answer = app.browser().visit(path).await;
        assert!(
            answer.status != 200 && !answer.text().contains("Leave this page open"),
            "{path}: {answer:?}"
        );
    }
}

on_each_database!(no_token_is_in_the_html);
async fn no_token_is_in_the_html(app: App) {
    let mut browser = app.signed_in_browser().await;
    for path in [
        "/",
        "/notes",
        "/account",
        "/account/sessions",
        "/account/activity",
    ] {
        let answer = browser.visit(path).await;
        for name in ["lk_claims", "lk_proof", "lk_refresh"] {
            assert!(
                !answer.page(200).contains(browser.cookie(name)),
                "{name} on {path}"
            );
        }
    }
}
