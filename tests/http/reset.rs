//! A forgotten password: the code, the new password, and what ends with it.

use serde_json::{Value, json};

use crate::support::{Answer, App, EMAIL, PASSWORD, Program, on_each_database, text};

const SECRET: &str = "plum kettle orbit 41";
const NOBODY: &str = "nobody@example.test";

async fn forgot(app: &App, email: &str) -> Answer {
    let body = json!({"email": email});
    app.anonymous().post("/api/password/forgot", &body).await
}

async fn reset(app: &App, body: &Value) -> Answer {
    app.anonymous().post("/api/password/reset", body).await
}

on_each_database!(a_code_sets_another_password_and_ends_every_session);
async fn a_code_sets_another_password_and_ends_every_session(app: App) {
    let program = app.program().await;
    forgot(&app, EMAIL).await.is(202);
    let code = app.code(EMAIL, "reset").await;
    let body = json!({"email": EMAIL, "code": code, "password": SECRET});
    reset(&app, &body).await.is(204);
    program.get("/api/me").await.problem(401, "session_revoked");
    let old = app.anonymous().sign_in(EMAIL, PASSWORD).await;
    old.problem(401, "invalid_credentials");
    Program::sign_in(&app, EMAIL, SECRET).await;
    let notice = app.mail(EMAIL, "password_changed").await;
    assert!(text(&notice, "link").contains("/not-me?token="), "{notice}");
    reset(&app, &body).await.problem(401, "code_invalid");
}

on_each_database!(an_unknown_address_is_answered_alike_and_gets_no_mail);
async fn an_unknown_address_is_answered_alike_and_gets_no_mail(app: App) {
    let (known, unknown) = (forgot(&app, EMAIL).await, forgot(&app, NOBODY).await);
    assert_eq!(known.is(202).text(), unknown.is(202).text());
    assert!(app.mails(NOBODY).await.is_empty());
    assert_eq!(app.number("SELECT count(*) FROM outbox").await, 2);
    assert_eq!(app.number("SELECT count(*) FROM codes").await, 2);
}

on_each_database!(a_disabled_account_gets_no_code);
async fn a_disabled_account_gets_no_code(app: App) {
    app.sql("UPDATE users SET disabled_at = 1 WHERE email = 'demo@latchkey.test'")
        .await;
    forgot(&app, EMAIL).await.is(202);
    assert!(app.mails(EMAIL).await.is_empty());
}

on_each_database!(a_password_that_is_refused_uses_up_neither_code_nor_try);
async fn a_password_that_is_refused_uses_up_neither_code_nor_try(app: App) {
    forgot(&app, EMAIL).await.is(202);
    let code = app.code(EMAIL, "reset").await;
    for password in ["short", "demo@latchkey.test", "passwordpassword"] {
        for _ in 0..3 {
            let body = json!({"email": EMAIL, "code": code, "password": password});
            let answer = reset(&app, &body).await;
            let problem = answer.problem(422, "invalid_input");
            assert!(problem["errors"]["password"].is_string(), "{problem}");
        }
    }
    let body = json!({"email": EMAIL, "code": code, "password": SECRET});
    reset(&app, &body).await.is(204);
}

on_each_database!(digits_are_guessed_five_times);
async fn digits_are_guessed_five_times(app: App) {
    forgot(&app, EMAIL).await.is(202);
    let code = app.code(EMAIL, "reset").await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let try_it = |code: &str| json!({"email": EMAIL, "code": code, "password": SECRET});
    for _ in 0..5 {
        reset(&app, &try_it(wrong))
            .await
            .problem(401, "code_invalid");
    }
    reset(&app, &try_it(&code))
        .await
        .problem(401, "code_expired");
    // The link of the same mail is no guess.
    let token = app.token(EMAIL, "reset").await;
    reset(&app, &json!({"token": token, "password": SECRET}))
        .await
        .is(204);
}

on_each_database!(the_digits_of_a_browser_are_its_own);
async fn the_digits_of_a_browser_are_its_own(app: App) {
    let mut browser = app.browser();
    let answer = browser.submit("/forgot", &[("email", EMAIL)]).await;
    assert_eq!(answer.redirect(303), "/reset");
    let code = app.code(EMAIL, "reset").await;
    let body = json!({"email": EMAIL, "code": code, "password": SECRET});
    reset(&app, &body).await.problem(401, "code_invalid");
    let fields = [("code", code.as_str()), ("password", SECRET)];
    app.browser().submit("/reset", &fields).await.is(401);
    let answer = browser.submit("/reset", &fields).await;
    assert_eq!(answer.redirect(303), "/notes");
    assert_eq!(
        browser
            .visit("/notes")
            .await
            .is(200)
            .html_attribute("data-auth"),
        "user"
    );
}

on_each_database!(a_link_works_in_another_browser);
async fn a_link_works_in_another_browser(app: App) {
    app.browser()
        .submit("/forgot", &[("email", EMAIL)])
        .await
        .redirect(303);
    let token = app.token(EMAIL, "reset").await;
    let mut other = app.browser();
    let page = other.visit(&format!("/reset?token={token}")).await;
    assert!(
        !page.page(200).contains("name=\"code\""),
        "the link needs no digits"
    );
    let answer = other
        .submit("/reset", &[("token", &token), ("password", SECRET)])
        .await;
    assert_eq!(answer.redirect(303), "/notes");
    Program::sign_in(&app, EMAIL, SECRET).await;
}

on_each_database!(the_token_of_one_mail_is_none_of_another);
async fn the_token_of_one_mail_is_none_of_another(app: App) {
    forgot(&app, EMAIL).await.is(202);
    let token = app.token(EMAIL, "reset").await;
    let verify = json!({"token": token});
    let answer = app.anonymous().post("/api/users/verify", &verify).await;
    answer.problem(401, "code_invalid");
    let not_me = app.browser().submit("/not-me", &[("token", &token)]).await;
    not_me.is(401);
}

on_each_database!(a_new_device_is_told_to_the_owner_once);
async fn a_new_device_is_told_to_the_owner_once(app: App) {
    use crate::support::until;
    let notices = async || app.mails(EMAIL).await.len();
    let mut browser = app.browser();
    let fields = [("email", EMAIL), ("password", PASSWORD)];
    browser.submit("/login", &fields).await.redirect(303);
    until("the owner is told", async || notices().await == 1).await;
    assert_eq!(app.mails(EMAIL).await[0]["kind"], "new_sign_in");
    browser.submit("/logout", &[]).await.redirect(303);
    browser.submit("/login", &fields).await.redirect(303);
    app.browser().submit("/login", &fields).await.redirect(303);
    until("the owner is told again", async || notices().await == 2).await;
}

on_each_database!(who_did_not_do_it_ends_every_session_and_gets_a_code);
async fn who_did_not_do_it_ends_every_session_and_gets_a_code(app: App) {
    use crate::support::until;
    let thief = app.program().await;
    until("the owner is told", async || {
        !app.mails(EMAIL).await.is_empty()
    })
    .await;
    let token = app.token(EMAIL, "new_sign_in").await;
    let mut owner = app.browser();
    let page = owner.visit(&format!("/not-me?token={token}")).await;
    assert!(
        page.page(200).contains("<button"),
        "the link asks for a click"
    );
    thief.get("/api/me").await.is(200);
    let answer = owner.submit("/not-me", &[("token", &token)]).await;
    assert_eq!(answer.redirect(303), "/reset");
    thief.get("/api/me").await.problem(401, "session_revoked");
    let code = app.code(EMAIL, "reset").await;
    let fields = [("code", code.as_str()), ("password", SECRET)];
    assert_eq!(
        owner.submit("/reset", &fields).await.redirect(303),
        "/notes"
    );
}

on_each_database!(a_theft_is_told_to_the_owner);
async fn a_theft_is_told_to_the_owner(app: App) {
    use crate::support::until;
    let mut program = app.program().await;
    let stolen = program.refresh.clone();
    program.refresh().await.is(200);
    program.refresh().await.is(200);
    app.advance(60);
    app.anonymous()
        .refresh(&stolen)
        .await
        .problem(401, "refresh_reused");
    until("the owner is told", async || {
        let mails = app.mails(EMAIL).await;
        mails.iter().any(|mail| mail["kind"] == "theft")
    })
    .await;
}

on_each_database!(
    nothing_is_promised_where_no_mail_is_sent,
    &[
        ("LATCHKEY_BASE_URL", "https://latchkey.example"),
        ("LATCHKEY_ENV", "production"),
    ]
);
async fn nothing_is_promised_where_no_mail_is_sent(app: App) {
    forgot(&app, EMAIL).await.problem(501, "mail_off");
    let account = json!({"name": "Ada", "email": NOBODY, "password": SECRET});
    let answer = app.anonymous().post("/api/users", &account).await;
    answer.problem(501, "mail_off");
    assert_eq!(app.number("SELECT count(*) FROM outbox").await, 0);
    for path in ["/dev/mailbox", "/dev/mailbox.json", "/dev/mailbox/1"] {
        app.browser().visit(path).await.is(404);
    }
}

on_each_database!(the_mailbox_shows_mails_and_is_cleared);
async fn the_mailbox_shows_mails_and_is_cleared(app: App) {
    forgot(&app, EMAIL).await.is(202);
    let mut browser = app.browser();
    let mail = app.mail(EMAIL, "reset").await;
    let page = browser.visit("/dev/mailbox").await;
    assert!(
        page.page(200).contains(&text(&mail, "code")),
        "the code is shown"
    );
    let frame = browser
        .visit(&format!("/dev/mailbox/{}?in=ko", text(&mail, "id")))
        .await;
    assert!(frame.page(200).contains("lang=\"ko\""), "{frame:?}");
    assert!(frame.header("content-security-policy").contains("sandbox"));
    let answer = browser.submit("/dev/mailbox", &[]).await;
    assert_eq!(answer.redirect(303), "/dev/mailbox");
    assert!(app.mails(EMAIL).await.is_empty());
}
