//! An instance that did not hear of the others for a while: no access token of a session that was ended meanwhile is believed.

use crate::support::{App, Ask, on_each_database};

/// What another instance does while this one is stopped: the session is ended, and nobody is told.
async fn end_unheard(app: &crate::support::App, session: &str) {
    app.sql(&format!(
        "UPDATE sessions SET revoked_at = {}, revoked_reason = 'sign_out' WHERE id = '{session}'",
        app.now()
    ))
    .await;
}

on_each_database!(what_was_ended_during_a_gap_is_known_before_a_token_is_believed);
async fn what_was_ended_during_a_gap_is_known_before_a_token_is_believed(app: App) {
    for gap in [2, 20, 200] {
        let (ended, living) = (app.program().await, app.program().await);
        ended.get("/api/me").await.is(200);
        end_unheard(&app, &ended.session_id()).await;
        app.advance(gap);
        ended.get("/api/me").await.problem(401, "session_revoked");
        living.get("/api/me").await.is(200);
    }
}

on_each_database!(
    an_instance_that_hears_nothing_believes_what_it_knew_for_a_while_and_then_nothing
);
async fn an_instance_that_hears_nothing_believes_what_it_knew_for_a_while_and_then_nothing(
    app: App,
) {
    let (program, mut browser) = (app.program().await, app.signed_in_browser().await);
    app.application.domain.close().await;
    app.advance(29);
    program.get("/api/me").await.is(200);
    app.advance(2);
    let refused = program.get("/api/me").await;
    assert_eq!(refused.header("retry-after"), "1");
    refused.problem(503, "unavailable");
    browser.visit("/notes").await.sets_no_cookie().page(503);
    app.anonymous()
        .get("/api/me")
        .await
        .problem(401, "token_missing");
    app.browser().visit("/").await.page(200);
}

on_each_database!(a_form_that_nobody_can_judge_comes_back_with_what_was_typed);
async fn a_form_that_nobody_can_judge_comes_back_with_what_was_typed(app: App) {
    let mut browser = app.signed_in_browser().await;
    browser
        .submit("/notes", &[("text", "kept before")])
        .await
        .is(303);
    let author = app.program().await.claim("sub");
    app.application.domain.close().await;
    app.advance(31);
    for (path, author, shown) in [
        ("/notes", author.as_str().unwrap(), true),
        ("/notes", "another-person", false),
        ("/account/sessions", author.as_str().unwrap(), false),
    ] {
        let fields = [
            ("text", "typed <b>&amp; kept"),
            ("author", author),
            ("idempotency_key", "key-1"),
            ("others", "x"),
        ];
        let answer = browser.submit(path, &fields).await;
        let page = answer.sets_no_cookie().page(503);
        assert_eq!(answer.header("retry-after"), "1");
        assert!(page.contains("data-error-code=\"unavailable\""), "{page}");
        let field = "typed &lt;b>&amp;amp; kept</textarea>";
        assert_eq!(page.contains(field), shown, "{path} {author}: {page}");
        assert_eq!(page.contains("value=\"key-1\""), shown, "{path} {author}");
        assert!(!page.contains("kept before"), "who it is is not certain");
    }
    let strangers = Ask::post("/notes")
        .headers(&[("sec-fetch-site", "cross-site"), ("accept", "text/html")])
        .cookies(&browser.cookies_for("/notes"))
        .form(&[("text", "typed elsewhere")])
        .to(&app)
        .await;
    assert!(!strangers.page(403).contains("typed elsewhere"));
}

on_each_database!(
    a_shorter_life_of_access_tokens_brings_no_ended_token_back,
    &[("LATCHKEY_ACCESS_TTL", "1h")]
);
async fn a_shorter_life_of_access_tokens_brings_no_ended_token_back(app: App) {
    let mut program = app.program().await;
    let living = app.program().await;
    let ended = program.access.clone();
    end_unheard(&app, &program.session_id()).await;
    app.advance(300);
    let restarted = app.beside(&[("LATCHKEY_ACCESS_TTL", "60s")]).await;
    Ask::get("/api/me")
        .bearer(&ended)
        .to(&restarted)
        .await
        .problem(401, "token_expired");
    Ask::get("/api/me")
        .bearer(&living.access)
        .to(&restarted)
        .await
        .problem(401, "token_expired");
    restarted.anonymous().refresh(&living.refresh).await.is(200);
    program.refresh().await.problem(401, "refresh_revoked");
}
