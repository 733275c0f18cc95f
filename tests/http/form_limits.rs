//! Plain forms that are too long, and other answers to a person that used to be for programs.

use crate::support::{App, Ask, EMAIL, on_each_database};

const LIMIT: usize = 64 * 1024;

on_each_database!(a_note_that_is_too_long_comes_back_with_the_text);
async fn a_note_that_is_too_long_comes_back_with_the_text(app: App) {
    let mut browser = app.signed_in_browser().await;
    let before = app.number("SELECT count(*) FROM notes").await;
    let typed = "가나다 & <b>".repeat(LIMIT / 16);
    let answer = browser.submit("/notes", &[("text", &typed)]).await;
    let page = answer.page(413);
    assert!(page.contains("data-error-code=\"payload_too_large\""));
    let (_, field) = page.split_once("<textarea").unwrap();
    let (_, content) = field
        .split_once("</textarea>")
        .unwrap()
        .0
        .split_once('>')
        .unwrap();
    assert_eq!(
        content
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&"),
        typed
    );
    assert_eq!(answer.html_attribute("data-auth"), "user");
    assert_eq!(app.number("SELECT count(*) FROM notes").await, before);
}

on_each_database!(a_sign_in_that_is_too_long_comes_back_without_the_password);
async fn a_sign_in_that_is_too_long_comes_back_without_the_password(app: App) {
    let secret = "hunter2".repeat(LIMIT / 7 + 1);
    let answer = app
        .browser()
        .submit("/login", &[("email", EMAIL), ("password", &secret)])
        .await;
    let page = answer.sets_no_cookie().page(413);
    assert!(
        page.contains("data-error-code=\"payload_too_large\"")
            && page.contains(EMAIL)
            && !page.contains("hunter2")
    );
}

on_each_database!(a_form_beyond_reading_is_a_page_too);
async fn a_form_beyond_reading_is_a_page_too(app: App) {
    let mut browser = app.signed_in_browser().await;
    for path in ["/notes", "/login", "/logout", "/account/sessions"] {
        let answer = browser
            .submit(path, &[("text", &"x".repeat(16 * LIMIT))])
            .await;
        assert!(
            answer
                .page(413)
                .contains("data-error-code=\"payload_too_large\""),
            "{path}"
        );
    }
}

on_each_database!(a_long_form_with_a_stale_token_is_refused_after_the_refresh);
async fn a_long_form_with_a_stale_token_is_refused_after_the_refresh(app: App) {
    let mut browser = app.signed_in_browser().await;
    app.advance(400);
    let typed = "kept".repeat(LIMIT / 2);
    let answer = browser
        .submit_and_follow("/notes", &[("text", &typed)])
        .await;
    assert!(answer.page(413).contains(&typed));
}

on_each_database!(a_method_that_a_page_lacks_is_told_on_a_page);
async fn a_method_that_a_page_lacks_is_told_on_a_page(app: App) {
    for path in ["/logout", "/logout?a=1"] {
        let answer = app.browser().visit(path).await;
        assert!(
            answer
                .page(405)
                .contains("data-error-code=\"method_not_allowed\"")
                && answer.header("allow").contains("POST")
        );
    }
    app.browser().submit("/", &[("a", "b")]).await.page(405);
    app.browser()
        .visit("/api/nothing")
        .await
        .problem(404, "not_found");
    let other = Ask::post("/notes").headers(&[
        ("accept", "text/html"),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "text/plain"),
    ]);
    other
        .cookies(&app.signed_in_browser().await.cookies_for("/notes"))
        .body("x")
        .to(&app)
        .await
        .page(415);
}

on_each_database!(a_server_function_never_redirects_to_where_a_header_says);
async fn a_server_function_never_redirects_to_where_a_header_says(app: App) {
    for function in ["list_notes", "sign_out", "add_note"] {
        let ask = Ask::post(&format!("/api/fn/{function}")).headers(&[
            ("accept", "text/html"),
            ("referer", "https://evil.test/"),
            ("sec-fetch-site", "same-origin"),
        ]);
        let answer = ask.form(&[("text", "x")]).to(&app).await;
        assert!(
            !answer.status.is_redirection() && answer.header("location").is_empty(),
            "{function}: {answer:?}"
        );
    }
}
