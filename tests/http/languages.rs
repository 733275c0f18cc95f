//! The language of a page: `?lang=`, then the cookie, then `Accept-Language`, then English.

use crate::support::{App, Ask, on_each_database};

async fn lang(app: &App, path: &str, headers: &[(&'static str, &str)]) -> String {
    Ask::get(path)
        .headers(headers)
        .to(app)
        .await
        .html_attribute("lang")
        .to_owned()
}

on_each_database!(english_unless_told_otherwise);
async fn english_unless_told_otherwise(app: App) {
    assert_eq!(lang(&app, "/", &[]).await, "en");
    assert_eq!(
        lang(&app, "/", &[("accept-language", "fr, de;q=0.8")]).await,
        "en"
    );
    assert_eq!(
        lang(
            &app,
            "/?lang=xx",
            &[("cookie", "lk_lang=\u{b5}"), ("accept-language", ";;;q=")]
        )
        .await,
        "en"
    );
}

on_each_database!(what_was_chosen_wins_over_what_is_remembered_and_that_over_what_is_preferred);
async fn what_was_chosen_wins_over_what_is_remembered_and_that_over_what_is_preferred(app: App) {
    assert_eq!(
        lang(&app, "/", &[("accept-language", "ko-KR,ko;q=0.9,en;q=0.8")]).await,
        "ko"
    );
    assert_eq!(
        lang(
            &app,
            "/",
            &[("accept-language", "ko"), ("cookie", "lk_lang=en")]
        )
        .await,
        "en"
    );
    assert_eq!(
        lang(
            &app,
            "/?lang=ko",
            &[("accept-language", "en"), ("cookie", "lk_lang=en")]
        )
        .await,
        "ko"
    );
}

on_each_database!(the_choice_is_remembered_and_signs_nobody_out);
async fn the_choice_is_remembered_and_signs_nobody_out(app: App) {
    let mut browser = app.signed_in_browser().await;
    assert_eq!(
        browser
            .visit("/notes?lang=ko")
            .await
            .is(200)
            .html_attribute("lang"),
        "ko"
    );
    assert_eq!(
        browser.visit("/notes").await.is(200).html_attribute("lang"),
        "ko"
    );
    assert_eq!(
        browser
            .visit("/nothing")
            .await
            .is(404)
            .html_attribute("lang"),
        "ko"
    );
}

on_each_database!(a_refused_form_answers_in_the_language_of_its_page);
async fn a_refused_form_answers_in_the_language_of_its_page(app: App) {
    let mut browser = app.browser();
    browser.visit("/?lang=ko").await.is(200);
    let answer = browser
        .submit("/login", &[("email", "a@b.c"), ("password", "x")])
        .await;
    assert_eq!(answer.is(401).html_attribute("lang"), "ko");
}

on_each_database!(a_form_comes_back_in_the_language_that_its_author_chooses);
async fn a_form_comes_back_in_the_language_that_its_author_chooses(app: App) {
    let typed = [
        ("name", "Ada Lovelace"),
        ("email", "ada@example.test"),
        ("code", "123456"),
        ("text", "typed before"),
        ("act", "email"),
        ("password", "secret-1"),
        ("current_password", "secret-2"),
        ("choosing", "1"),
    ];
    for (path, kept) in [
        ("/login", "ada@example.test"),
        ("/signup", "Ada Lovelace"),
        ("/forgot", "ada@example.test"),
        ("/verify", "123456"),
        ("/reset", "123456"),
        ("/account", "Ada Lovelace"),
        ("/account/security", "ada@example.test"),
        ("/notes", "typed before"),
    ] {
        let is_signed_in = path.starts_with("/account") || path == "/notes";
        let mut browser = match is_signed_in {
            true => app.signed_in_browser().await,
            false => app.browser(),
        };
        let page = browser.visit(path).await;
        let page = page.page(200);
        assert!(page.contains("<form id=\"typed\""), "{path}: {page}");
        let button =
            "<button form=\"typed\" formaction=\"?lang=ko\" formnovalidate name=\"choosing\"";
        assert!(page.contains(button), "{path}: {page}");

        let answer = browser.submit(&format!("{path}?lang=ko"), &typed).await;
        let page = answer.page(200);
        assert_eq!(answer.html_attribute("lang"), "ko");
        assert!(page.contains(kept), "{path}: {page}");
        assert!(!page.contains("secret-"), "{path}: {page}");
        assert!(
            !page.contains("role=\"alert\""),
            "{path}: nothing was refused"
        );
        assert_eq!(browser.visit(path).await.html_attribute("lang"), "ko");
        let answer = browser.submit(&format!("{path}?theme=dark"), &typed).await;
        assert!(answer.page(200).contains(kept), "{path}");
        assert_eq!(answer.html_attribute("data-theme"), "dark");
    }
    let notes = app.signed_in_browser().await.visit("/notes").await;
    assert!(
        !notes.page(200).contains("typed before"),
        "nothing was sent"
    );
}

on_each_database!(what_another_user_typed_comes_back_in_no_language);
async fn what_another_user_typed_comes_back_in_no_language(app: App) {
    let mut browser = app.signed_in_browser().await;
    let fields = [
        ("text", "typed before"),
        ("author", "u-other"),
        ("choosing", "1"),
    ];
    let answer = browser.submit("/notes?lang=ko", &fields).await;
    assert!(!answer.page(200).contains("typed before"));
}

on_each_database!(a_page_without_such_a_form_has_links_alone);
async fn a_page_without_such_a_form_has_links_alone(app: App) {
    let mut browser = app.signed_in_browser().await;
    for path in ["/", "/account/sessions", "/account/activity", "/nothing"] {
        let page = browser.visit(path).await;
        assert!(!page.text().contains("form=\"typed\""), "{path}");
    }
}
