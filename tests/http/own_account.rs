//! What users do to their own accounts, and the proof that they are asked for.

use serde_json::json;

use crate::support::{Answer, App, Ask, Browser, EMAIL, PASSWORD, Program, on_each_database, text};

const SECRET: &str = "plum kettle orbit 41";
const NEW: &str = "ada@example.test";

async fn send(program: &Program<'_>, app: &App, method: &str, path: &str) -> Answer {
    Ask::new(method, path).bearer(&program.access).to(app).await
}

on_each_database!(a_changed_password_ends_every_other_session);
async fn a_changed_password_ends_every_other_session(app: App) {
    let (program, other) = (app.program().await, app.other_program().await);
    let beside = app.program().await;
    let answer = program
        .post("/api/password", &json!({"password": SECRET}))
        .await;
    answer.is(204);
    program.get("/api/me").await.is(200);
    beside.get("/api/me").await.problem(401, "session_revoked");
    other.get("/api/me").await.is(200);
    app.anonymous().sign_in(EMAIL, PASSWORD).await.is(401);
    Program::sign_in(&app, EMAIL, SECRET).await;
    app.mail(EMAIL, "password_changed").await;
}

on_each_database!(a_stale_proof_is_asked_for_and_a_fresh_one_does);
async fn a_stale_proof_is_asked_for_and_a_fresh_one_does(app: App) {
    let mut program = app.program().await;
    let other = app.program().await;
    let signed_in_at = program.claim("auth_time").as_i64().unwrap();
    app.advance(601);
    program.refresh().await.is(200);
    assert_eq!(program.claim("auth_time"), signed_in_at);
    let path = format!("/api/sessions/{}", other.session_id());
    for (method, path) in [
        ("DELETE", "/api/sessions"),
        ("DELETE", path.as_str()),
        ("DELETE", "/api/me"),
    ] {
        let answer = send(&program, &app, method, path).await;
        answer.problem(403, "proof_required");
        let challenge = answer.header("www-authenticate");
        assert!(
            challenge.contains("insufficient_user_authentication"),
            "{challenge}"
        );
    }
    let password = json!({"password": SECRET});
    let answer = program.post("/api/password", &password).await;
    answer.problem(403, "proof_required");
    let email = json!({"email": NEW});
    program
        .post("/api/email", &email)
        .await
        .problem(403, "proof_required");

    let wrong = program
        .post("/api/proof", &json!({"password": "wrong"}))
        .await;
    wrong.problem(401, "invalid_credentials");
    program
        .post("/api/proof", &json!({}))
        .await
        .problem(422, "invalid_input");
    let (session, generation) = (program.session_id(), program.claim("gen"));
    let proof = program
        .post("/api/proof", &json!({"password": PASSWORD}))
        .await;
    program.adopt(proof.is(200));
    assert_eq!(program.session_id(), session);
    assert_eq!(program.claim("gen"), generation);
    assert_eq!(program.claim("auth_time"), signed_in_at + 601);
    send(&program, &app, "DELETE", "/api/sessions")
        .await
        .is(204);
    // What the proof has handed out is the caller's own refresh token.
    program.refresh().await.is(200);
    assert_eq!(program.claim("auth_time"), signed_in_at + 601);
}

on_each_database!(a_proof_is_guessed_as_seldom_as_a_password);
async fn a_proof_is_guessed_as_seldom_as_a_password(app: App) {
    let program = app.program().await;
    let mut statuses = Vec::new();
    for _ in 0..14 {
        let guess = program
            .post("/api/proof", &json!({"password": "a guess"}))
            .await;
        statuses.push(guess.status.as_u16());
    }
    assert_eq!(statuses.last(), Some(&429), "{statuses:?}");
}

on_each_database!(a_proof_in_a_browser_leaves_the_refresh_cookie_alone);
async fn a_proof_in_a_browser_leaves_the_refresh_cookie_alone(app: App) {
    let mut browser = app.signed_in_browser().await;
    app.advance(601);
    browser.refresh().await.is(200);
    let answer = browser
        .fetch("POST", "/api/proof", Some(&json!({"password": PASSWORD})))
        .await;
    assert_eq!(answer.is(200).json(), json!({"expires_in": 300}));
    let names: Vec<String> = answer
        .cookies()
        .into_iter()
        .map(|cookie| cookie.name)
        .collect();
    assert_eq!(names, ["lk_claims", "lk_proof"]);
    browser.refresh().await.is(200);
}

on_each_database!(a_name_is_changed_and_the_token_has_it);
async fn a_name_is_changed_and_the_token_has_it(app: App) {
    let mut program = app.program().await;
    let answer = Ask::new("PATCH", "/api/me")
        .bearer(&program.access)
        .json(&json!({"name": "  열쇠 "}))
        .to(&app)
        .await;
    assert_eq!(answer.is(200).json()["name"], "열쇠");
    program.refresh().await.is(200);
    assert_eq!(program.claim("name"), "열쇠");
    let mut browser = app.signed_in_browser().await;
    let answer = browser.submit("/account", &[("name", "Ada")]).await;
    assert_eq!(answer.redirect(303), "/account");
    assert!(
        browser
            .visit("/account")
            .await
            .page(200)
            .contains("value=\"Ada\"")
    );
    let answer = browser.submit("/account", &[("name", " ")]).await;
    assert!(answer.page(422).contains("data-error-code=\"required\""));
}

on_each_database!(an_address_is_proven_before_the_account_has_it);
async fn an_address_is_proven_before_the_account_has_it(app: App) {
    let program = app.program().await;
    program
        .post("/api/email", &json!({"email": NEW}))
        .await
        .is(202);
    assert_eq!(program.get("/api/me").await.json()["email"], EMAIL);
    let code = app.code(NEW, "new_email").await;
    let body = json!({"email": NEW, "code": code});
    app.anonymous()
        .post("/api/users/verify", &body)
        .await
        .is(200);
    Program::sign_in(&app, NEW, PASSWORD).await;
    app.anonymous().sign_in(EMAIL, PASSWORD).await.is(401);
    let notice = app.mail(EMAIL, "email_changed").await;
    assert!(text(&notice, "text").contains("7 days"), "{notice}");
}

on_each_database!(a_taken_address_is_answered_alike_and_stays_its_owners);
async fn a_taken_address_is_answered_alike_and_stays_its_owners(app: App) {
    let program = app.program().await;
    let taken = "admin@latchkey.test";
    let answer = program.post("/api/email", &json!({"email": taken})).await;
    assert_eq!(answer.is(202).text(), "");
    assert!(app.mail(taken, "address_taken").await["code"].is_null());
}

on_each_database!(the_old_address_takes_the_account_back);
async fn the_old_address_takes_the_account_back(app: App) {
    let thief = app.program().await;
    thief
        .post("/api/email", &json!({"email": NEW}))
        .await
        .is(202);
    let code = app.code(NEW, "new_email").await;
    let body = json!({"email": NEW, "code": code});
    app.anonymous()
        .post("/api/users/verify", &body)
        .await
        .is(200);
    let token = app.token(EMAIL, "email_changed").await;
    app.advance(6 * 86_400);
    let mut owner = app.browser();
    let answer = owner.submit("/not-me", &[("token", &token)]).await;
    assert_eq!(answer.redirect(303), "/reset");
    let code = app.code(EMAIL, "reset").await;
    let fields = [("code", code.as_str()), ("password", SECRET)];
    assert_eq!(
        owner.submit("/reset", &fields).await.redirect(303),
        "/notes"
    );
    Program::sign_in(&app, EMAIL, SECRET).await;
    app.anonymous().sign_in(NEW, PASSWORD).await.is(401);
}

on_each_database!(a_deleted_account_comes_back_by_a_sign_in);
async fn a_deleted_account_comes_back_by_a_sign_in(app: App) {
    let program = app.program().await;
    send(&program, &app, "DELETE", "/api/me").await.is(202);
    program.get("/api/me").await.problem(401, "session_revoked");
    app.mail(EMAIL, "deletion_asked").await;
    app.advance(13 * 86_400);
    app.application.domain.purge().await.unwrap();
    let program = Program::sign_in(&app, EMAIL, PASSWORD).await;
    app.advance(5 * 86_400);
    app.application.domain.purge().await.unwrap();
    let activity = program.get("/api/activity").await;
    assert_ne!(activity.status, 404);
    assert_eq!(
        app.number("SELECT count(*) FROM users WHERE delete_at IS NOT NULL")
            .await,
        0
    );
    assert_eq!(
        app.number("SELECT count(*) FROM events WHERE kind = 'deletion_cancelled'")
            .await,
        1
    );
}

on_each_database!(a_deleted_account_is_gone_after_its_grace);
async fn a_deleted_account_is_gone_after_its_grace(app: App) {
    let program = app.program().await;
    program
        .post("/api/notes", &json!({"text": "mine"}))
        .await
        .is(201);
    let id = program.claim("sub");
    let id = id.as_str().unwrap();
    send(&program, &app, "DELETE", "/api/me").await.is(202);
    app.advance(15 * 86_400);
    app.application.domain.purge().await.unwrap();
    app.anonymous()
        .sign_in(EMAIL, PASSWORD)
        .await
        .problem(401, "invalid_credentials");
    for table in ["sessions", "notes", "codes", "outbox"] {
        let left = format!("SELECT count(*) FROM {table} WHERE user_id = '{id}'");
        assert_eq!(app.number(&left).await, 0, "{table}");
    }
    let events = format!("SELECT count(*) FROM events WHERE user_id = '{id}'");
    assert!(app.number(&events).await > 0, "the record stays");
    let personal = format!("{events} AND (ip <> '' OR user_agent <> '')");
    assert_eq!(app.number(&personal).await, 0);
}

on_each_database!(the_last_administrator_stays);
async fn the_last_administrator_stays(app: App) {
    let admin = Program::sign_in(&app, "admin@latchkey.test", PASSWORD).await;
    let answer = send(&admin, &app, "DELETE", "/api/me").await;
    answer.problem(409, "last_administrator");
    admin.get("/api/me").await.is(200);
}

async fn stale(app: &App) -> Browser<'_> {
    let mut browser = app.signed_in_browser().await;
    app.advance(601);
    browser.refresh().await.is(200);
    browser
}

on_each_database!(a_plain_form_asks_for_the_password_and_goes_on);
async fn a_plain_form_asks_for_the_password_and_goes_on(app: App) {
    let other = app.program().await;
    let mut browser = stale(&app).await;
    let answer = browser
        .submit("/account/sessions", &[("others", "all")])
        .await;
    let page = answer.page(403);
    for part in [
        "data-error-code=\"proof_required\"",
        "name=\"current_password\"",
        "name=\"others\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let fields = |password| {
        [
            ("others", "all"),
            ("proving", "1"),
            ("current_password", password),
        ]
    };
    let wrong = browser.submit("/account/sessions", &fields("wrong")).await;
    let page = wrong.page(401);
    assert!(page.contains("name=\"current_password\""), "{page}");
    assert!(page.contains("name=\"others\""), "{page}");
    let right = browser.submit("/account/sessions", &fields(PASSWORD)).await;
    assert_eq!(right.redirect(303), "/account/sessions");
    other.get("/api/me").await.is(401);
}

on_each_database!(the_security_page_works_with_script_off);
async fn the_security_page_works_with_script_off(app: App) {
    let mut browser = app.signed_in_browser().await;
    let page = browser.visit("/account/security").await;
    assert!(page.page(200).contains("autocomplete=\"new-password\""));
    let weak = [("act", "password"), ("password", "short")];
    let answer = browser.submit("/account/security", &weak).await;
    assert!(answer.page(422).contains("data-error-code=\"too_short\""));
    let strong = [("act", "password"), ("password", SECRET)];
    let answer = browser.submit("/account/security", &strong).await;
    assert_eq!(answer.redirect(303), "/account/security");
    assert!(
        browser
            .visit("/account/security")
            .await
            .page(200)
            .contains("The password was changed")
    );
    let email = [("act", "email"), ("email", NEW)];
    let answer = browser.submit("/account/security", &email).await;
    assert_eq!(answer.redirect(303), "/verify");
    let code = app.code(NEW, "new_email").await;
    assert!(browser.visit("/verify").await.page(200).contains(NEW));
    let living = "SELECT count(*) FROM sessions WHERE revoked_at IS NULL";
    let before = app.number(living).await;
    let answer = browser.submit("/verify", &[("code", &code)]).await;
    assert_eq!(answer.redirect(303), "/notes");
    assert_eq!(
        app.number(living).await,
        before,
        "the session before has ended"
    );
    assert!(browser.visit("/account").await.page(200).contains(NEW));
    let answer = browser
        .submit("/account/security", &[("act", "delete")])
        .await;
    assert_eq!(answer.redirect(303), "/");
    assert_eq!(
        browser.visit("/").await.is(200).html_attribute("data-auth"),
        "anonymous"
    );
    assert_eq!(
        browser
            .submit("/account/security", &[("act", "x")])
            .await
            .status,
        307
    );
}

on_each_database!(a_password_manager_finds_the_page);
async fn a_password_manager_finds_the_page(app: App) {
    let answer = app.browser().visit("/.well-known/change-password").await;
    assert_eq!(answer.redirect(303), "/account/security");
}
