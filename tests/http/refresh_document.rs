//! `GET /api/token/refresh`: how a stale document is served.

use crate::support::{App, Ask, on_each_database};

on_each_database!(it_goes_back_to_where_it_came_from_with_new_cookies);
async fn it_goes_back_to_where_it_came_from_with_new_cookies(app: App) {
    let mut browser = app.signed_in_browser().await;
    let before = browser.clone();
    app.advance(400);
    let answer = browser
        .visit("/api/token/refresh?next=/notes%3Fa%3D1%26b%3D%252F")
        .await;
    assert_eq!(answer.redirect(303), "/notes?a=1&b=%2F");
    assert_eq!(answer.cookies().len(), 3);
    assert_ne!(browser.cookie("lk_refresh"), before.cookie("lk_refresh"));
    browser.fetch("GET", "/api/me", None).await.is(200);
}

on_each_database!(it_leads_nowhere_but_to_our_own_paths);
async fn it_leads_nowhere_but_to_our_own_paths(app: App) {
    let browser = app.signed_in_browser().await;
    for next in [
        "https://evil.example",
        "//evil.example",
        "/%5Cevil.example",
        "%5C%5Cevil.example",
        "javascript:alert(1)",
        "/%09/evil.example",
        "/%0d%0aSet-Cookie:x=y",
        "evil.example",
        "",
        "/x&next=//evil.example",
    ] {
        let signed_in = browser
            .clone()
            .visit(&format!("/api/token/refresh?next={next}"))
            .await;
        let to = signed_in.redirect(303);
        assert!(to == "/" || to == "/x", "{next} led to {to}");
        let anonymous = app
            .browser()
            .visit(&format!("/api/token/refresh?next={next}"))
            .await;
        let to = anonymous.redirect(303);
        assert!(
            to.starts_with("/login") && !to.contains("evil"),
            "{next} led to {to}"
        );
        anonymous.sets_no_cookie();
    }
}

on_each_database!(a_failure_leads_to_the_sign_in_page_and_back);
async fn a_failure_leads_to_the_sign_in_page_and_back(app: App) {
    let mut browser = app.signed_in_browser().await;
    browser.clone().submit("/logout", &[]).await.is(303);
    let answer = browser
        .visit("/api/token/refresh?next=/notes%3Fa%3D1")
        .await;
    assert_eq!(
        answer.sets_no_cookie().redirect(303),
        "/login?next=/notes%3Fa%3D1"
    );
}

on_each_database!(tabs_that_are_restored_at_once_refresh_once);
async fn tabs_that_are_restored_at_once_refresh_once(app: App) {
    let mut browser = app.signed_in_browser().await;
    app.advance(400);
    browser
        .visit("/api/token/refresh?next=/notes")
        .await
        .is(303);
    for _ in 0..5 {
        let answer = browser.visit("/api/token/refresh?next=/notes").await;
        assert_eq!(answer.sets_no_cookie().redirect(303), "/notes");
    }
    assert_eq!(app.number("SELECT max(generation) FROM sessions").await, 2);
}

on_each_database!(
    a_browser_that_does_not_keep_the_new_cookies_is_told_so_instead_of_going_in_circles
);
async fn a_browser_that_does_not_keep_the_new_cookies_is_told_so_instead_of_going_in_circles(
    app: App,
) {
    let browser = app.signed_in_browser().await;
    app.advance(400);
    let mut to = "/notes?a=1".to_owned();
    let mut ways = Vec::new();
    let page = loop {
        // A copy of the browser forgets what it was sent.
        let answer = browser.clone().visit(&to).await;
        if answer.status != 303 {
            break answer;
        }
        to = answer.redirect(303).to_owned();
        ways.push(to.clone());
        assert!(ways.len() < 8, "{ways:?}");
    };
    page.is(400);
    assert!(
        page.text().contains("data-error-code=\"cookies_blocked\""),
        "{ways:?}"
    );
}

on_each_database!(a_document_whose_answer_was_lost_ends_up_at_its_own_address);
async fn a_document_whose_answer_was_lost_ends_up_at_its_own_address(app: App) {
    let mut browser = app.signed_in_browser().await;
    app.advance(400);
    browser
        .clone()
        .visit("/api/token/refresh?next=/notes%3Fa%3D1")
        .await
        .is(303);
    let answer = browser
        .visit("/api/token/refresh?next=/notes%3Fa%3D1")
        .await;
    let marked = answer.redirect(303).to_owned();
    assert_eq!(browser.visit(&marked).await.redirect(303), "/notes?a=1");
    browser.visit("/notes?a=1").await.is(200);
}

on_each_database!(what_is_no_document_does_not_refresh);
async fn what_is_no_document_does_not_refresh(app: App) {
    let browser = app.signed_in_browser().await;
    app.advance(400);
    for destination in ["image", "empty", "iframe", "script"] {
        let ask = Ask::get("/api/token/refresh?next=/notes")
            .cookies(&browser.cookies_for("/api/token/refresh"));
        let answer = ask
            .header("sec-fetch-site", "same-origin")
            .header("sec-fetch-dest", destination)
            .to(&app)
            .await;
        answer.sets_no_cookie().is(503);
    }
    assert_eq!(app.number("SELECT max(generation) FROM sessions").await, 1);
}

on_each_database!(another_site_leads_no_browser_without_a_session_into_one);
async fn another_site_leads_no_browser_without_a_session_into_one(app: App) {
    let browser = app.signed_in_browser().await;
    app.advance(400);
    let cookie = format!("lk_refresh={}", browser.cookie("lk_refresh"));
    for site in ["cross-site", "same-site"] {
        let ask = Ask::get("/api/token/refresh?next=/notes")
            .cookies(&cookie)
            .header("sec-fetch-dest", "document");
        let answer = ask.header("sec-fetch-site", site).to(&app).await;
        assert_eq!(answer.sets_no_cookie().redirect(303), "/login?next=/notes");
    }
    // A link from elsewhere into an open session is followed.
    let ask = Ask::get("/api/token/refresh?next=/notes")
        .cookies(&browser.cookies_for("/api/token/refresh"));
    let answer = ask
        .header("sec-fetch-dest", "document")
        .header("sec-fetch-site", "cross-site")
        .to(&app)
        .await;
    assert_eq!(answer.redirect(303), "/notes");
}

on_each_database!(a_prefetch_is_no_visit);
async fn a_prefetch_is_no_visit(app: App) {
    let browser = app.signed_in_browser().await;
    for (name, value) in [
        ("sec-purpose", "prefetch"),
        ("sec-purpose", "prefetch;prerender"),
        ("purpose", "prefetch"),
    ] {
        let ask = Ask::get("/api/token/refresh?next=/notes")
            .cookies(&browser.cookies_for("/api/token/refresh"));
        let answer = ask
            .header("sec-fetch-site", "same-origin")
            .header(name, value)
            .to(&app)
            .await;
        assert!(
            !answer.status.is_success() && !answer.status.is_redirection(),
            "{answer:?}"
        );
        answer.sets_no_cookie();
    }
    assert_eq!(app.number("SELECT max(generation) FROM sessions").await, 1);
}

on_each_database!(looking_at_the_head_rotates_nothing);
async fn looking_at_the_head_rotates_nothing(app: App) {
    let browser = app.signed_in_browser().await;
    let ask = Ask::new("HEAD", "/api/token/refresh?next=/notes")
        .cookies(&browser.cookies_for("/api/token/refresh"));
    ask.to(&app).await.sets_no_cookie();
    assert_eq!(app.number("SELECT max(generation) FROM sessions").await, 1);
}
