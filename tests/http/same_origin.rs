//! Unsafe requests that carry cookies alone: only our own pages may send them.

use serde_json::json;

use crate::support::{App, Ask, Browser, ORIGIN, on_each_database};

const OURS: [&[(&str, &str)]; 3] = [
    &[("sec-fetch-site", "same-origin")],
    &[("sec-fetch-site", "same-origin"), ("origin", ORIGIN)],
    &[("origin", ORIGIN)],
];

const NOT_OURS: [&[(&str, &str)]; 10] = [
    &[],
    &[("sec-fetch-site", "none")],
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site")],
    &[("sec-fetch-site", "cross-site"), ("origin", ORIGIN)],
    &[("sec-fetch-site", "none"), ("origin", ORIGIN)],
    &[("origin", "https://evil.example")],
    &[("origin", "null")],
    &[("origin", "http://localhost:3001")],
    &[("origin", "http://localhost:3000.evil.example")],
];

fn with_cookies(
    browser: &Browser<'_>,
    method: &str,
    path: &str,
    headers: &[(&'static str, &str)],
) -> Ask {
    Ask::new(method, path)
        .cookies(&browser.cookies_for(path))
        .headers(headers)
}

async fn notes(app: &App) -> i64 {
    app.number("SELECT count(*) FROM notes").await
}

on_each_database!(our_pages_may_write);
async fn our_pages_may_write(app: App) {
    let browser = app.signed_in_browser().await;
    for headers in OURS {
        let ask =
            with_cookies(&browser, "POST", "/api/notes", headers).json(&json!({"text": "ours"}));
        let note = ask.to(&app).await.is(201).json();
        let path = format!("/api/notes/{}", note["id"].as_str().unwrap());
        with_cookies(&browser, "DELETE", &path, headers)
            .to(&app)
            .await
            .is(204);
        with_cookies(&browser, "POST", "/notes", headers)
            .form(&[("text", "ours")])
            .to(&app)
            .await
            .is(303);
    }
}

on_each_database!(nobody_else_may);
async fn nobody_else_may(app: App) {
    let browser = app.signed_in_browser().await;
    let note = app.program().await.get("/api/notes").await.json()[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let before = notes(&app).await;
    for headers in NOT_OURS {
        let refused = [
            with_cookies(&browser, "POST", "/api/notes", headers)
                .json(&json!({"text": "evil"}))
                .to(&app)
                .await,
            with_cookies(&browser, "DELETE", &format!("/api/notes/{note}"), headers)
                .to(&app)
                .await,
            with_cookies(&browser, "POST", "/api/fn/add_note", headers)
                .form(&[("text", "evil")])
                .to(&app)
                .await,
            with_cookies(&browser, "POST", "/api/fn/delete_note", headers)
                .form(&[("id", &note)])
                .to(&app)
                .await,
        ];
        for answer in refused {
            assert!(
                matches!(answer.status.as_u16(), 401 | 403),
                "{headers:?}: {answer:?}"
            );
        }
        let form = with_cookies(&browser, "POST", "/notes", headers)
            .form(&[("text", "evil")])
            .to(&app)
            .await;
        assert!(
            form.status == 403 || form.redirect(303).starts_with("/login"),
            "{headers:?}: {form:?}"
        );
    }
    assert_eq!(
        notes(&app).await,
        before,
        "something was written or deleted"
    );
}

on_each_database!(nobody_else_may_sign_a_person_in_or_out);
async fn nobody_else_may_sign_a_person_in_or_out(app: App) {
    let mut browser = app.signed_in_browser().await;
    for headers in NOT_OURS {
        let fields = [
            ("email", crate::support::EMAIL),
            ("password", crate::support::PASSWORD),
        ];
        with_cookies(&app.browser(), "POST", "/login", headers)
            .form(&fields)
            .to(&app)
            .await
            .sets_no_cookie()
            .is(403);
        with_cookies(&browser, "POST", "/logout", headers)
            .form(&[])
            .to(&app)
            .await
            .sets_no_cookie()
            .is(403);
    }
    browser.fetch("GET", "/api/me", None).await.is(200);
}

on_each_database!(a_refused_form_is_told_so_on_a_page);
async fn a_refused_form_is_told_so_on_a_page(app: App) {
    let ask = Ask::post("/login").headers(&[("sec-fetch-site", "none"), ("accept", "text/html")]);
    let answer = ask
        .form(&[("email", "a@b.c"), ("password", "x")])
        .to(&app)
        .await;
    assert!(
        answer
            .page(403)
            .contains("data-error-code=\"cross_origin\"")
    );
}
