//! `POST /logout`: signing out with script off.

use crate::support::{App, on_each_database};

on_each_database!(it_takes_the_cookies_back_and_ends_the_session);
async fn it_takes_the_cookies_back_and_ends_the_session(app: App) {
    let mut browser = app.signed_in_browser().await;
    let mut copy = browser.clone();
    let answer = browser.submit("/logout", &[]).await;
    assert!(answer.redirect(303).starts_with('/'));
    let (marks, taken): (Vec<_>, Vec<_>) = answer
        .cookies()
        .into_iter()
        .partition(|cookie| cookie.name == "lk_signed_out");
    assert!(
        !marks[0].http_only && marks[0].max_age == Some(86_400) && !marks[0].value.is_empty(),
        "{marks:?}"
    );
    for cookie in taken {
        assert_eq!(
            (cookie.max_age, cookie.value.as_str()),
            (Some(0), ""),
            "{cookie:?}"
        );
    }
    assert_eq!(
        answer
            .cookies()
            .iter()
            .find(|cookie| cookie.name == "lk_refresh")
            .unwrap()
            .path,
        "/api/token"
    );
    assert!(browser.has_no_cookies());
    assert_eq!(
        browser.visit("/notes").await.redirect(303),
        "/login?next=/notes"
    );
    copy.fetch("GET", "/api/me", None)
        .await
        .problem(401, "session_revoked");
    copy.refresh().await.problem(401, "refresh_revoked");
}

on_each_database!(a_stale_page_can_be_left_too);
async fn a_stale_page_can_be_left_too(app: App) {
    let mut browser = app.signed_in_browser().await;
    let mut copy = browser.clone();
    app.advance(400);
    browser.submit("/logout", &[]).await.is(303);
    assert!(browser.has_no_cookies());
    copy.refresh().await.problem(401, "refresh_revoked");
}

on_each_database!(whoever_was_not_signed_in_is_now_signed_out);
async fn whoever_was_not_signed_in_is_now_signed_out(app: App) {
    app.browser().submit("/logout", &[]).await.is(303);
}

on_each_database!(signing_in_again_is_a_new_session);
async fn signing_in_again_is_a_new_session(app: App) {
    let mut browser = app.signed_in_browser().await;
    let before = browser.fetch("GET", "/api/me", None).await.json();
    browser.submit("/logout", &[]).await.is(303);
    let fields = [
        ("email", crate::support::EMAIL),
        ("password", crate::support::PASSWORD),
    ];
    browser.submit("/login", &fields).await.is(303);
    let after = browser.fetch("GET", "/api/me", None).await.json();
    assert_ne!(before["session"]["id"], after["session"]["id"]);
}
