//! Signing out with an access token that proves no session: the refresh token does, and the answer tells the truth.

use crate::support::{App, Browser, on_each_database};

/// A browser whose cookies hold the claims of one generation and the proof of another.
async fn halves_that_do_not_fit(app: &App) -> Browser<'_> {
    let mut browser = app.signed_in_browser().await;
    let before = browser.clone();
    app.advance(1);
    browser.refresh().await.is(200);
    browser.tamper("lk_proof", before.cookie("lk_proof"));
    browser
}

on_each_database!(a_form_ends_the_session_by_the_refresh_token);
async fn a_form_ends_the_session_by_the_refresh_token(app: App) {
    let mut browser = halves_that_do_not_fit(&app).await;
    let mut copy = browser.clone();
    let answer = browser.submit_and_follow("/logout", &[]).await;
    answer.page(200);
    assert!(browser.has_no_cookies());
    assert!(!browser.cookie("lk_signed_out").is_empty());
    copy.refresh().await.problem(401, "refresh_revoked");
}

on_each_database!(a_form_that_proves_nothing_says_so);
async fn a_form_that_proves_nothing_says_so(app: App) {
    let mut browser = halves_that_do_not_fit(&app).await;
    let mut copy = browser.clone();
    browser.tamper("lk_refresh", "lkr_junk");
    let answer = browser.submit_and_follow("/logout", &[]).await;
    assert!(
        answer
            .page(409)
            .contains("data-error-code=\"sign_out_unconfirmed\"")
    );
    assert!(browser.has_no_cookies());
    copy.refresh().await.is(200);
}

on_each_database!(a_server_function_asks_for_the_refresh_token);
async fn a_server_function_asks_for_the_refresh_token(app: App) {
    let mut browser = halves_that_do_not_fit(&app).await;
    let mut copy = browser.clone();
    let refused = browser.call("sign_out", &[]).await;
    refused.sets_no_cookie().is(409);
    assert_eq!(refused.json()["code"], "sign_out_unconfirmed");
    // What the interceptor does then.
    browser
        .fetch("POST", "/api/token/revoke", None)
        .await
        .is(204);
    browser.call("sign_out", &[]).await.is(200);
    copy.refresh().await.problem(401, "refresh_revoked");
}

on_each_database!(a_form_of_another_site_ends_nothing_by_the_refresh_token);
async fn a_form_of_another_site_ends_nothing_by_the_refresh_token(app: App) {
    let browser = app.signed_in_browser().await;
    let ask = crate::support::Ask::post("/api/token/revoke").headers(&[
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.test"),
    ]);
    ask.cookies(&browser.cookies_for("/api/token/revoke"))
        .form(&[])
        .to(&app)
        .await
        .sets_no_cookie()
        .problem(403, "cross_origin");
    browser.clone().refresh().await.is(200);
}
