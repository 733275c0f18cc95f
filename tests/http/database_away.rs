//! With the database away: 503 and a time to come back, never 401, and no cookie.

use serde_json::json;

use crate::support::{App, EMAIL, PASSWORD, on_each_database};

on_each_database!(nobody_is_signed_out_by_it);
async fn nobody_is_signed_out_by_it(app: App) {
    let (mut program, mut browser) = (app.program().await, app.signed_in_browser().await);
    app.advance(400);
    app.application.domain.close().await;
    program
        .refresh()
        .await
        .sets_no_cookie()
        .problem(503, "unavailable");
    browser
        .refresh()
        .await
        .sets_no_cookie()
        .problem(503, "unavailable");
    let document = browser.visit("/api/token/refresh?next=/notes").await;
    document.sets_no_cookie().page(503);
    let form = [("text", "typed before")];
    let answer = browser
        .submit("/api/token/refresh?next=/notes", &form)
        .await;
    assert!(answer.sets_no_cookie().page(503).contains("typed before"));
}

on_each_database!(what_needs_it_says_when_to_come_back);
async fn what_needs_it_says_when_to_come_back(app: App) {
    let (program, mut browser) = (app.program().await, app.signed_in_browser().await);
    app.application.domain.close().await;
    app.anonymous()
        .sign_in(EMAIL, PASSWORD)
        .await
        .problem(503, "unavailable");
    program.get("/api/notes").await.problem(503, "unavailable");
    program.get("/api/data").await.problem(503, "unavailable");
    program
        .post("/api/notes", &json!({"text": "x"}))
        .await
        .problem(503, "unavailable");
    program
        .delete("/api/notes/x")
        .await
        .problem(503, "unavailable");
    app.anonymous()
        .get("/readyz")
        .await
        .problem(503, "unavailable");
    browser.call("list_notes", &[]).await.is(503);
    browser
        .submit("/notes", &[("text", "kept in the form")])
        .await
        .page(503);
    browser
        .submit("/logout", &[])
        .await
        .sets_no_cookie()
        .is(503);
}

on_each_database!(what_needs_it_not_goes_on);
async fn what_needs_it_not_goes_on(app: App) {
    let program = app.program().await;
    app.application.domain.close().await;
    app.anonymous().get("/healthz").await.is(200);
    app.anonymous().get("/.well-known/jwks.json").await.is(200);
    program.get("/api/me").await.is(200);
    app.browser().visit("/").await.page(200);
}
