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
