//! Creating an account: the mail, the code, the link, and who may use them.

use futures::future::join;
use serde_json::{Value, json};

use crate::support::{Answer, App, EMAIL, Program, on_each_database, text};

const NEW: &str = "ada@example.test";
const SECRET: &str = "plum kettle orbit 41";

fn account(email: &str) -> Value {
    json!({"name": "Ada", "email": email, "password": SECRET})
}

async fn sign_up(app: &App, email: &str) -> Answer {
    app.anonymous().post("/api/users", &account(email)).await
}

async fn verify(app: &App, body: &Value) -> Answer {
    app.anonymous().post("/api/users/verify", body).await
}

on_each_database!(a_program_signs_up_and_in);
async fn a_program_signs_up_and_in(app: App) {
    sign_up(&app, " Ada@Example.test ").await.is(202);
    assert_eq!(app.number("SELECT count(*) FROM users").await, 2);
    let code = app.code(NEW, "sign_up").await;
    let answer = verify(&app, &json!({"email": NEW, "code": code})).await;
    let tokens = answer.sets_no_cookie().is(200).json();
    assert!(tokens["access_token"].is_string() && tokens["refresh_token"].is_string());
    let program = Program::sign_in(&app, NEW, SECRET).await;
    let me = program.get("/api/me").await.is(200).json();
    assert_eq!((&me["name"], &me["role"]), (&json!("Ada"), &json!("user")));
    let activity = program.get("/api/activity").await.json();
    assert!(activity.to_string().contains("\"signed_up\""), "{activity}");
}

on_each_database!(nothing_is_in_the_database_that_opens_the_account);
async fn nothing_is_in_the_database_that_opens_the_account(app: App) {
    sign_up(&app, NEW).await.is(202);
    let mail = app.mail(NEW, "sign_up").await;
    let (code, token) = (text(&mail, "code"), app.token(NEW, "sign_up").await);
    assert_eq!(code.len(), 6);
    for secret in [code, token, SECRET.to_owned()] {
        let found = app
            .number(&format!(
                "SELECT count(*) FROM codes WHERE id LIKE '%{secret}%' OR name LIKE '%{secret}%' OR password_hash LIKE '%{secret}%'"
            ))
            .await;
        assert_eq!(found, 0);
    }
    let row = app.number("SELECT count(*) FROM outbox WHERE content IS NOT NULL");
    assert_eq!(row.await, 1);
}

on_each_database!(an_address_with_an_account_is_answered_like_one_without);
async fn an_address_with_an_account_is_answered_like_one_without(app: App) {
    let new = sign_up(&app, NEW).await;
    let taken = sign_up(&app, EMAIL).await;
    for answer in [&new, &taken] {
        assert_eq!(answer.is(202).text(), "");
    }
    let names = |answer: &Answer| -> Vec<(String, usize)> {
        let cookies = answer.cookies().into_iter();
        cookies
            .map(|cookie| (cookie.name, cookie.value.split('.').next().unwrap().len()))
            .collect()
    };
    assert_eq!(names(&new), names(&taken));
    let mail = app.mail(EMAIL, "address_taken").await;
    assert!(mail["code"].is_null(), "{mail}");
    assert!(text(&mail, "text").contains("/login"), "{mail}");
    assert!(text(&mail, "text").contains("/forgot"), "{mail}");
    // Whatever is guessed, the account stays as it is.
    app.sql("UPDATE codes SET tries = -1000000").await;
    let guess = verify(&app, &json!({"email": EMAIL, "code": "123456"})).await;
    guess.problem(401, "code_invalid");
}

on_each_database!(what_is_wrong_is_named_field_by_field);
async fn what_is_wrong_is_named_field_by_field(app: App) {
    for (body, fields) in [
        (
            json!({}),
            json!({"name": "required", "email": "required", "password": "required"}),
        ),
        (
            json!({"name": "Ada", "email": "ada", "password": "short"}),
            json!({"email": "invalid_email", "password": "too_short"}),
        ),
        (
            json!({"name": "Ada", "email": NEW, "password": "abcabcabcabcabcabc"}),
            json!({"password": "too_common"}),
        ),
        (
            json!({"name": "Ada", "email": NEW, "password": "ada@example.test"}),
            json!({"password": "too_personal"}),
        ),
    ] {
        let answer = app.anonymous().post("/api/users", &body).await;
        assert_eq!(
            answer.problem(422, "invalid_input")["errors"],
            fields,
            "{body}"
        );
    }
    assert_eq!(app.number("SELECT count(*) FROM codes").await, 0);
}

on_each_database!(a_code_is_good_for_five_tries_and_ten_minutes_and_once);
async fn a_code_is_good_for_five_tries_and_ten_minutes_and_once(app: App) {
    sign_up(&app, NEW).await.is(202);
    let code = app.code(NEW, "sign_up").await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        let answer = verify(&app, &json!({"email": NEW, "code": wrong})).await;
        answer.problem(401, "code_invalid");
    }
    let right = json!({"email": NEW, "code": code});
    verify(&app, &right).await.problem(401, "code_expired");

    sign_up(&app, NEW).await.is(202);
    let late = json!({"email": NEW, "code": app.code(NEW, "sign_up").await});
    app.advance(601);
    verify(&app, &late).await.problem(401, "code_expired");

    sign_up(&app, NEW).await.is(202);
    let last = json!({"email": NEW, "code": app.code(NEW, "sign_up").await});
    verify(&app, &last).await.is(200);
    verify(&app, &last).await.problem(401, "code_invalid");
}

on_each_database!(two_uses_at_once_make_one_account);
async fn two_uses_at_once_make_one_account(app: App) {
    sign_up(&app, NEW).await.is(202);
    let token = json!({"token": app.token(NEW, "sign_up").await});
    let (one, other) = join(verify(&app, &token), verify(&app, &token)).await;
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
    assert_eq!(app.number("SELECT count(*) FROM users").await, 3);
}

on_each_database!(two_people_with_one_address_make_one_account);
async fn two_people_with_one_address_make_one_account(app: App) {
    let (mut one, mut other) = (app.browser(), app.browser());
    for browser in [&mut one, &mut other] {
        let answer = browser
            .submit(
                "/signup",
                &[("name", "Ada"), ("email", NEW), ("password", SECRET)],
            )
            .await;
        assert_eq!(answer.redirect(303), "/verify");
    }
    let mails = app.mails(NEW).await;
    let codes: Vec<String> = mails.iter().map(|mail| text(mail, "code")).collect();
    // The newer mail is the other's. A code works in the browser that asked for it alone.
    let answer = one.submit("/verify", &[("code", &codes[0])]).await;
    assert!(
        answer
            .page(401)
            .contains("data-error-code=\"code_invalid\"")
    );
    let answer = one.submit("/verify", &[("code", &codes[1])]).await;
    assert_eq!(answer.redirect(303), "/notes");
    let answer = other.submit("/verify", &[("code", &codes[0])]).await;
    answer.is(401);
    assert_eq!(app.number("SELECT count(*) FROM users").await, 3);
}

on_each_database!(a_browser_is_signed_in_by_its_code);
async fn a_browser_is_signed_in_by_its_code(app: App) {
    let mut browser = app.browser();
    let fields = [("name", "Ada"), ("email", NEW), ("password", SECRET)];
    browser.submit("/signup", &fields).await.redirect(303);
    let page = browser.visit("/verify").await;
    assert!(page.page(200).contains(NEW), "it says where the code is");
    let code = app.code(NEW, "sign_up").await;
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    let answer = browser.submit("/verify", &[("code", &spaced)]).await;
    assert_eq!(answer.redirect(303), "/notes");
    let page = browser.visit("/notes").await;
    assert_eq!(page.is(200).html_attribute("data-auth"), "user");
    Program::sign_in(&app, NEW, SECRET).await;
}

on_each_database!(a_browser_gets_no_token_in_the_body);
async fn a_browser_gets_no_token_in_the_body(app: App) {
    let mut browser = app.browser();
    let asked = browser
        .fetch("POST", "/api/users", Some(&account(NEW)))
        .await;
    asked.is(202);
    let code = json!({"code": app.code(NEW, "sign_up").await});
    let answer = browser
        .fetch("POST", "/api/users/verify", Some(&code))
        .await;
    assert_eq!(answer.is(200).json(), json!({"expires_in": 300}));
    assert!(!browser.cookie("lk_refresh").is_empty());
    assert!(browser.cookie("lk_asked").is_empty());
}

on_each_database!(a_password_dies_if_somebody_else_proves_the_address);
async fn a_password_dies_if_somebody_else_proves_the_address(app: App) {
    // An attacker signs up with the address of a victim, who then opens the link.
    let mut attacker = app.browser();
    let fields = [("name", "Eve"), ("email", NEW), ("password", SECRET)];
    attacker.submit("/signup", &fields).await.redirect(303);
    let token = app.token(NEW, "sign_up").await;
    let mut victim = app.browser();
    let page = victim.visit(&format!("/verify?token={token}")).await;
    assert!(
        page.page(200).contains("<button"),
        "the link asks for a click"
    );
    assert_eq!(app.number("SELECT count(*) FROM users").await, 2);
    let answer = victim.submit("/verify", &[("token", &token)]).await;
    assert_eq!(answer.redirect(303), "/account/security");
    let refused = app.anonymous().sign_in(NEW, SECRET).await;
    refused.problem(401, "invalid_credentials");
    assert_eq!(
        victim
            .visit("/notes")
            .await
            .is(200)
            .html_attribute("data-auth"),
        "user"
    );
}

on_each_database!(a_password_lives_on_if_its_own_browser_opens_the_link);
async fn a_password_lives_on_if_its_own_browser_opens_the_link(app: App) {
    let mut browser = app.browser();
    let fields = [("name", "Ada"), ("email", NEW), ("password", SECRET)];
    browser.submit("/signup", &fields).await.redirect(303);
    let token = app.token(NEW, "sign_up").await;
    let answer = browser.submit("/verify", &[("token", &token)]).await;
    assert_eq!(answer.redirect(303), "/notes");
    Program::sign_in(&app, NEW, SECRET).await;
}

on_each_database!(signing_in_before_the_address_is_proven_says_so_to_who_knows_the_password);
async fn signing_in_before_the_address_is_proven_says_so_to_who_knows_the_password(app: App) {
    // An address with an account answers alike: whoever asks with it learns nothing.
    for email in [NEW, EMAIL] {
        sign_up(&app, email).await.is(202);
        let known = app.anonymous().sign_in(email, SECRET).await;
        known.problem(403, "email_unverified");
        let wrong = app.anonymous().sign_in(email, "another password").await;
        wrong.problem(401, "invalid_credentials");
    }
    Program::sign_in(&app, EMAIL, "latchkey-demo").await;
    app.advance(601);
    let late = app.anonymous().sign_in(NEW, SECRET).await;
    late.problem(401, "invalid_credentials");
}

on_each_database!(a_page_that_is_refused_keeps_what_was_typed);
async fn a_page_that_is_refused_keeps_what_was_typed(app: App) {
    let fields = [
        ("name", "Ada <b>"),
        ("email", NEW),
        ("password", "short-Xyzzy"),
    ];
    let answer = app.browser().submit("/signup?lang=ko", &fields).await;
    let page = answer.page(422);
    assert!(page.contains("data-error-code=\"too_short\""), "{page}");
    assert!(page.contains(&format!("value=\"{NEW}\"")), "{page}");
    assert!(page.contains("Ada &lt;b"), "{page}");
    assert!(!page.contains("short-Xyzzy"), "the password was sent back");
}

on_each_database!(asking_has_a_limit_for_each_address);
async fn asking_has_a_limit_for_each_address(app: App) {
    for _ in 0..10 {
        sign_up(&app, NEW).await.is(202);
    }
    let refused = sign_up(&app, NEW).await;
    refused.problem(429, "rate_limited");
    assert!(!refused.header("retry-after").is_empty());
    sign_up(&app, "bob@example.test").await.is(202);
    assert!(
        app.number("SELECT count(*) FROM codes WHERE email = 'ada@example.test'")
            .await
            <= 5
    );
}

on_each_database!(
    asking_has_a_limit_for_each_client,
    &[("LATCHKEY_METRICS_ADDR", "")]
);
async fn asking_has_a_limit_for_each_client(app: App) {
    let mut refused = 0;
    for n in 0..110 {
        let answer = sign_up(&app, &format!("u{n}@example.test")).await;
        refused += usize::from(answer.status == 429);
    }
    assert_eq!(refused, 10);
}

on_each_database!(
    nobody_signs_up_where_that_is_closed,
    &[("LATCHKEY_SIGNUP", "closed")]
);
async fn nobody_signs_up_where_that_is_closed(app: App) {
    sign_up(&app, NEW).await.problem(403, "signup_closed");
    let login = app.browser().visit("/login").await;
    assert!(!login.page(200).contains("href=\"/signup\""));
    app.browser().visit("/signup").await.is(200);
}

on_each_database!(no_header_of_a_request_reaches_a_mail);
async fn no_header_of_a_request_reaches_a_mail(app: App) {
    use crate::support::Ask;
    let body = json!({"name": "Ada\r\nBcc: eve@example.test", "email": NEW, "password": SECRET});
    let answer = Ask::post("/api/users")
        .header("x-forwarded-host", "evil.example")
        .header("forwarded", "host=evil.example")
        .header("x-forwarded-proto", "https")
        .json(&body)
        .to(&app)
        .await;
    answer.is(202);
    let mail = app.mail(NEW, "sign_up").await.to_string();
    assert!(!mail.contains("evil") && !mail.contains("Bcc"), "{mail}");
    assert!(
        mail.contains("http://localhost:3000/verify?token="),
        "{mail}"
    );
}

on_each_database!(mail_is_in_the_language_of_who_asked);
async fn mail_is_in_the_language_of_who_asked(app: App) {
    let mut browser = app.browser();
    let fields = [("name", "Ada"), ("email", NEW), ("password", SECRET)];
    browser
        .submit("/signup?lang=ko", &fields)
        .await
        .redirect(303);
    let mail = app.mail(NEW, "sign_up").await;
    assert_eq!(text(&mail, "subject"), "이메일 주소를 확인해 주세요");
    assert!(text(&mail, "html").starts_with("<!DOCTYPE html><html lang=\"ko\">"));
}

on_each_database!(codes_and_mail_are_purged);
async fn codes_and_mail_are_purged(app: App) {
    sign_up(&app, NEW).await.is(202);
    app.advance(8 * 86_400);
    app.application.domain.purge().await.unwrap();
    assert_eq!(app.number("SELECT count(*) FROM codes").await, 0);
    assert_eq!(app.number("SELECT count(*) FROM outbox").await, 0);
}

on_each_database!(another_code_is_sent_to_the_browser_that_asked);
async fn another_code_is_sent_to_the_browser_that_asked(app: App) {
    let mut browser = app.browser();
    let fields = [("name", "Ada"), ("email", NEW), ("password", SECRET)];
    browser.submit("/signup", &fields).await.redirect(303);
    let first = app.code(NEW, "sign_up").await;
    let again = [("act", "resend")];
    assert_eq!(
        browser.submit("/verify", &again).await.redirect(303),
        "/verify"
    );
    let page = browser.visit("/verify").await;
    assert!(page.page(200).contains("Another code is on its way."));
    let second = app.code(NEW, "sign_up").await;
    assert_ne!(first, second);
    assert_eq!(app.mails(NEW).await.len(), 2);
    browser
        .submit("/verify", &[("code", &second)])
        .await
        .redirect(303);
    Program::sign_in(&app, NEW, SECRET).await;
    // Nobody else, and not for ever.
    let stranger = app.browser().submit("/verify", &again).await;
    assert!(
        stranger
            .page(401)
            .contains("data-error-code=\"code_expired\"")
    );
    let mut late = app.browser();
    late.submit("/forgot", &[("email", EMAIL)])
        .await
        .redirect(303);
    assert_eq!(late.submit("/reset", &again).await.redirect(303), "/reset");
    assert_eq!(app.mails(EMAIL).await.len(), 2);
    app.advance(601);
    late.submit("/reset", &again).await.is(401);
}

on_each_database!(another_code_for_a_taken_address_is_answered_alike);
async fn another_code_for_a_taken_address_is_answered_alike(app: App) {
    let again = [("act", "resend")];
    let mut answers = Vec::new();
    for email in [NEW, EMAIL] {
        let mut browser = app.browser();
        let fields = [("name", "Ada"), ("email", email), ("password", SECRET)];
        browser.submit("/signup", &fields).await.redirect(303);
        let answer = browser.submit("/verify", &again).await;
        answers.push((answer.redirect(303).to_owned(), answer.cookies().len()));
        assert_eq!(app.mails(email).await.len(), 2);
    }
    assert_eq!(answers[0], answers[1]);
    assert!(app.mail(EMAIL, "address_taken").await["code"].is_null());
}

on_each_database!(a_proven_address_replaces_the_session_of_a_browser);
async fn a_proven_address_replaces_the_session_of_a_browser(app: App) {
    let mut browser = app.signed_in_browser().await;
    let before = browser.clone();
    let user = json!({"name": "Ada", "email": NEW, "password": SECRET});
    browser
        .fetch("POST", "/api/users", Some(&user))
        .await
        .is(202);
    let body = json!({"email": NEW, "code": app.code(NEW, "sign_up").await});
    browser
        .fetch("POST", "/api/users/verify", Some(&body))
        .await
        .is(200);
    let mut before = before;
    let ended = before.fetch("GET", "/api/me", None).await;
    ended.problem(401, "session_revoked");
}
