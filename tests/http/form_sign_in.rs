//! `POST /login`: signing in with script off.

use crate::support::{Answer, App, Ask, EMAIL, ORIGIN, PASSWORD, on_each_database};

on_each_database!(the_right_password_opens_the_notes);
async fn the_right_password_opens_the_notes(app: App) {
    let mut browser = app.browser();
    let answer = browser
        .submit("/login", &[("email", EMAIL), ("password", PASSWORD)])
        .await;
    assert_eq!(answer.redirect(303), "/notes");
    let names: Vec<String> = answer
        .cookies()
        .into_iter()
        .map(|cookie| cookie.name)
        .collect();
    assert_eq!(names, ["lk_claims", "lk_proof", "lk_refresh", "lk_device"]);
    assert_eq!(
        browser
            .visit("/notes")
            .await
            .is(200)
            .html_attribute("data-auth"),
        "user"
    );
}

on_each_database!(it_leads_on_to_where_the_person_wanted_to_go);
async fn it_leads_on_to_where_the_person_wanted_to_go(app: App) {
    let fields = [("email", EMAIL), ("password", PASSWORD)];
    for (next, to) in [
        ("/account%3Fa%3D1%26b%3D%252F", "/account?a=1&b=%2F"),
        ("/notes", "/notes"),
        ("//evil.example", "/notes"),
        ("https://evil.example", "/notes"),
        ("/%5Cevil.example", "/notes"),
        ("/%0d%0aSet-Cookie:a=b", "/notes"),
        ("/login", "/notes"),
        ("/logout", "/notes"),
        ("/api/token/refresh", "/notes"),
        ("", "/notes"),
        ("%FF", "/notes"),
    ] {
        let answer = app
            .browser()
            .submit(&format!("/login?next={next}"), &fields)
            .await;
        assert_eq!(answer.redirect(303), to, "{next}");
    }
}

on_each_database!(the_page_keeps_the_way_on_through_a_failure);
async fn the_page_keeps_the_way_on_through_a_failure(app: App) {
    let answer = app
        .browser()
        .submit(
            "/login?next=/account",
            &[("email", EMAIL), ("password", "wrong")],
        )
        .await;
    assert!(
        answer.page(401).contains("action=\"/login?next=/account\""),
        "{answer:?}"
    );
}

on_each_database!(a_wrong_password_comes_back_with_the_reason_and_the_address);
async fn a_wrong_password_comes_back_with_the_reason_and_the_address(app: App) {
    let typed = "somebody.else@latchkey.test";
    let answer = app
        .browser()
        .submit("/login", &[("email", typed), ("password", "Xyzzy-9!")])
        .await;
    let page = answer.sets_no_cookie().page(401);
    assert!(
        page.contains("data-error-code=\"invalid_credentials\"") && page.contains("role=\"alert\""),
        "{page}"
    );
    assert!(page.contains(&format!("value=\"{typed}\"")), "{page}");
    assert!(!page.contains("Xyzzy-9!"), "the password was sent back");
    assert_eq!(answer.html_attribute("data-auth"), "anonymous");
}

on_each_database!(what_was_typed_comes_back_as_text);
async fn what_was_typed_comes_back_as_text(app: App) {
    let typed = "\"><script>alert(1)</script>";
    let answer = app
        .browser()
        .submit("/login", &[("email", typed), ("password", "x")])
        .await;
    let page = answer.page(422);
    assert!(
        page.contains("data-error-code=\"invalid_email\"") && !page.contains("<script>alert"),
        "{page}"
    );
}

on_each_database!(empty_fields_are_named);
async fn empty_fields_are_named(app: App) {
    for fields in [&[("email", ""), ("password", "")][..], &[]] {
        let answer = app.browser().submit("/login", fields).await;
        let page = answer.sets_no_cookie().page(422);
        assert!(
            page.contains("data-error-code=\"invalid_input\"")
                && page.contains("data-error-code=\"required\""),
            "{page}"
        );
    }
}

on_each_database!(too_many_failures_are_told_on_the_page);
async fn too_many_failures_are_told_on_the_page(app: App) {
    let mut browser = app.browser();
    for _ in 0..50 {
        let answer = browser
            .submit("/login", &[("email", EMAIL), ("password", "a guess")])
            .await;
        if answer.status == 429 {
            assert!(
                answer
                    .page(429)
                    .contains("data-error-code=\"rate_limited\"")
            );
            return;
        }
    }
    panic!("fifty wrong passwords in a row, and no end");
}

/// A first sign-in, sent by a person's click.
async fn first_sign_in(app: &App, next: &str) -> Answer {
    let ask = Ask::post(&format!("/login{next}")).headers(&[
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-user", "?1"),
        ("origin", ORIGIN),
    ]);
    ask.form(&[("email", EMAIL), ("password", PASSWORD)])
        .to(app)
        .await
}

on_each_database!(a_browser_that_keeps_no_cookies_is_told_so);
async fn a_browser_that_keeps_no_cookies_is_told_so(app: App) {
    for (next, to) in [
        ("", "/login?next=/notes&signed-in=1"),
        (
            "?next=/account%3Fa%3D1",
            "/login?next=/account%3Fa%3D1&signed-in=1",
        ),
    ] {
        let answer = first_sign_in(&app, next).await;
        assert_eq!(answer.redirect(303), to);
        let answer = app.browser().visit(to).await;
        let page = answer.sets_no_cookie().page(400);
        assert!(
            page.contains("data-error-code=\"cookies_blocked\"")
                && page.contains("name=\"password\""),
            "{page}"
        );
        assert_eq!(answer.html_attribute("data-auth"), "anonymous");
    }
}

on_each_database!(a_browser_that_keeps_them_passes);
async fn a_browser_that_keeps_them_passes(app: App) {
    let mut browser = app.signed_in_browser().await;
    assert_eq!(
        browser
            .visit("/login?next=/account%3Fa%3D1&signed-in=1")
            .await
            .redirect(303),
        "/account?a=1"
    );
}
