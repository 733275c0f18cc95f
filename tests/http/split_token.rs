//! The access token in two halves: script holds one, the cookie jar the other.

use crate::support::{App, Ask, ORIGIN, on_each_database};

on_each_database!(the_two_halves_are_one_token);
async fn the_two_halves_are_one_token(app: App) {
    let mut browser = app.signed_in_browser().await;
    let me = browser.fetch("GET", "/api/me", None).await.is(200).json();
    assert_eq!(me["email"], "demo@latchkey.test");
    let note = serde_json::json!({"text": "by script"});
    browser
        .fetch("POST", "/api/notes", Some(&note))
        .await
        .is(201);
}

on_each_database!(the_readable_half_proves_nothing);
async fn the_readable_half_proves_nothing(app: App) {
    let browser = app.signed_in_browser().await;
    let claims = browser.cookie("lk_claims");
    Ask::get("/api/me")
        .bearer(claims)
        .to(&app)
        .await
        .problem(401, "token_invalid");
    Ask::get("/api/me")
        .bearer(&format!("{claims}."))
        .to(&app)
        .await
        .problem(401, "token_invalid");
    Ask::get("/api/me")
        .cookies(&format!("lk_claims={claims}"))
        .to(&app)
        .await
        .is(401);
}

on_each_database!(the_other_half_says_nothing);
async fn the_other_half_says_nothing(app: App) {
    let browser = app.signed_in_browser().await;
    let proof = format!("lk_proof={}", browser.cookie("lk_proof"));
    Ask::get("/api/me")
        .cookies(&proof)
        .to(&app)
        .await
        .problem(401, "token_missing");
}

on_each_database!(halves_of_two_tokens_do_not_fit);
async fn halves_of_two_tokens_do_not_fit(app: App) {
    let (mut one, other) = (app.signed_in_browser().await, app.signed_in_browser().await);
    one.tamper("lk_proof", other.cookie("lk_proof"));
    one.fetch("GET", "/api/me", None)
        .await
        .problem(401, "token_invalid");
    one.tamper("lk_proof", "AAAA");
    one.fetch("GET", "/api/me", None)
        .await
        .problem(401, "token_invalid");
    one.forget("lk_proof");
    one.fetch("GET", "/api/me", None)
        .await
        .problem(401, "token_invalid");
}

on_each_database!(a_get_needs_no_header);
async fn a_get_needs_no_header(app: App) {
    let browser = app.signed_in_browser().await;
    for path in ["/api/me", "/api/notes", "/api/data"] {
        Ask::get(path)
            .cookies(&browser.cookies_for(path))
            .to(&app)
            .await
            .is(200);
    }
}

on_each_database!(the_header_counts_and_not_the_cookies_beside_it);
async fn the_header_counts_and_not_the_cookies_beside_it(app: App) {
    let (browser, admin) = (app.signed_in_browser().await, app.other_program().await);
    let ask = Ask::get("/api/me")
        .cookies(&browser.cookies_for("/api/me"))
        .bearer(&admin.access);
    assert_eq!(
        ask.to(&app).await.is(200).json()["email"],
        "admin@latchkey.test"
    );
    let ask = Ask::get("/api/me")
        .cookies(&browser.cookies_for("/api/me"))
        .bearer("x.y.z");
    ask.to(&app).await.problem(401, "token_invalid");
}

on_each_database!(the_refresh_cookie_goes_to_the_token_endpoints_only);
async fn the_refresh_cookie_goes_to_the_token_endpoints_only(app: App) {
    let browser = app.signed_in_browser().await;
    for path in [
        "/",
        "/notes",
        "/api/me",
        "/api/notes",
        "/api/tokens",
        "/api/fn/add_note",
    ] {
        assert!(!browser.cookies_for(path).contains("lk_refresh"), "{path}");
    }
    for path in ["/api/token", "/api/token/refresh", "/api/token/revoke"] {
        assert!(browser.cookies_for(path).contains("lk_refresh"), "{path}");
    }
}

on_each_database!(with_the_header_where_the_request_came_from_does_not_matter);
async fn with_the_header_where_the_request_came_from_does_not_matter(app: App) {
    let browser = app.signed_in_browser().await;
    let ask = Ask::post("/api/notes")
        .cookies(&browser.cookies_for("/api/notes"))
        .bearer(browser.cookie("lk_claims"));
    ask.json(&serde_json::json!({"text": "no Sec-Fetch-Site, as from an older browser"}))
        .to(&app)
        .await
        .is(201);
    let ask = Ask::post("/api/notes")
        .cookies(&browser.cookies_for("/api/notes"))
        .bearer(browser.cookie("lk_claims"));
    ask.header("origin", ORIGIN)
        .json(&serde_json::json!({"text": "and with Origin"}))
        .to(&app)
        .await
        .is(201);
}
