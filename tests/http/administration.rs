//! What administrators do, and what others are told.

use serde_json::json;

use crate::support::{ADMIN, Answer, App, EMAIL, PASSWORD, Program, on_each_database, text, until};

const NEW: &str = "ada@example.test";

async fn id_of(admin: &Program<'_>, email: &str) -> String {
    let answer = admin.get(&format!("/api/admin/users?query={email}")).await;
    let users = answer.is(200).json();
    assert_eq!(users.as_array().unwrap().len(), 1, "{users}");
    users[0]["id"].as_str().unwrap().to_owned()
}

async fn act(admin: &Program<'_>, id: &str, act: &str) -> Answer {
    let path = format!("/api/admin/users/{id}/{act}");
    admin.post(&path, &json!({})).await
}

async fn set_role(admin: &Program<'_>, id: &str, role: &str) -> Answer {
    let path = format!("/api/admin/users/{id}/role");
    admin.post(&path, &json!({"role": role})).await
}

async fn admin(app: &App) -> Program<'_> {
    Program::sign_in(app, ADMIN, PASSWORD).await
}

on_each_database!(nobody_else_is_let_in);
async fn nobody_else_is_let_in(app: App) {
    let user = app.program().await;
    user.get("/api/admin/users").await.problem(403, "forbidden");
    let id = user.claim("sub");
    let id = id.as_str().unwrap();
    for what in ["disable", "enable", "end-sessions", "reset"] {
        act(&user, id, what).await.problem(403, "forbidden");
    }
    set_role(&user, id, "admin").await.problem(403, "forbidden");
    let invitation = json!({"email": NEW});
    let answer = user.post("/api/admin/invitations", &invitation).await;
    answer.problem(403, "forbidden");
    app.anonymous()
        .get("/api/admin/users")
        .await
        .problem(401, "token_missing");
    let mut browser = app.signed_in_browser().await;
    browser.visit("/admin/users").await.is(404);
    let answer = browser
        .submit("/admin/users", &[("act", "disable"), ("user", id)])
        .await;
    answer.is(403);
    user.get("/api/me").await.is(200);
}

on_each_database!(accounts_are_found_and_paged);
async fn accounts_are_found_and_paged(app: App) {
    let admin = admin(&app).await;
    for n in 0..60 {
        app.sql(&format!(
            "INSERT INTO users (id, email, name, role, created_at) VALUES ('u-{n}', 'u{n}@example.test', 'Person 100%_{n}', 'user', {n})"
        ))
        .await;
    }
    let first = admin.get("/api/admin/users?query=EXAMPLE.test").await;
    assert_eq!(first.is(200).json().as_array().unwrap().len(), 50);
    let link = first.header("link");
    let next = link.split_once('<').unwrap().1.split_once('>').unwrap().0;
    let second = admin.get(next).await.is(200).json();
    assert_eq!(second.as_array().unwrap().len(), 10, "{next}");
    let one = admin.get("/api/admin/users?query=100%25_59").await.json();
    assert_eq!(one[0]["email"], "u59@example.test", "{one}");
    let none = admin.get("/api/admin/users?query=100__59").await.json();
    assert_eq!(none, json!([]));
}

on_each_database!(a_disabled_account_is_out_at_once_and_comes_back);
async fn a_disabled_account_is_out_at_once_and_comes_back(app: App) {
    let (admin, user) = (admin(&app).await, app.program().await);
    let id = id_of(&admin, EMAIL).await;
    act(&admin, &id, "disable").await.is(204);
    user.get("/api/me").await.problem(401, "session_revoked");
    app.anonymous().sign_in(EMAIL, PASSWORD).await.is(401);
    act(&admin, &id, "disable").await.is(204);
    act(&admin, &id, "enable").await.is(204);
    let user = app.program().await;
    let activity = user.get("/api/activity").await.text().to_owned();
    assert!(activity.contains("account_disabled") && activity.contains("account_enabled"));
    let by = format!(
        "SELECT count(*) FROM events WHERE detail = 'by {}'",
        admin.claim("sub").as_str().unwrap()
    );
    assert_eq!(app.number(&by).await, 2, "who did it is on the record");
}

on_each_database!(sessions_are_ended_for_somebody);
async fn sessions_are_ended_for_somebody(app: App) {
    let (admin, user) = (admin(&app).await, app.program().await);
    let id = id_of(&admin, EMAIL).await;
    act(&admin, &id, "end-sessions").await.is(204);
    user.get("/api/me").await.problem(401, "session_revoked");
    admin.get("/api/me").await.is(200);
    let by = format!(
        "SELECT count(*) FROM events WHERE kind = 'session_revoked' AND detail = 'administrator by {}'",
        admin.claim("sub").as_str().unwrap()
    );
    assert!(app.number(&by).await > 0, "who did it is on the record");
    let activity = app.program().await.get("/api/activity").await;
    assert!(
        activity.text().contains("\"administrator\""),
        "{activity:?}"
    );
    act(&admin, "nobody", "end-sessions")
        .await
        .problem(404, "not_found");
}

on_each_database!(a_role_holds_at_once);
async fn a_role_holds_at_once(app: App) {
    let (first, second) = (admin(&app).await, app.program().await);
    let id = id_of(&first, EMAIL).await;
    set_role(&first, &id, "admin").await.is(204);
    // A second time is no news.
    set_role(&first, &id, "admin").await.is(204);
    for told in [ADMIN, EMAIL] {
        let mails = app.mails(told).await;
        let news = |mail: &&serde_json::Value| mail["kind"] == "new_administrator";
        assert_eq!(mails.iter().filter(news).count(), 1, "{told}: {mails:?}");
    }
    second.get("/api/admin/users").await.is(200);
    let first_id = id_of(&second, ADMIN).await;
    set_role(&second, &first_id, "user").await.is(204);
    first
        .get("/api/admin/users")
        .await
        .problem(403, "forbidden");
    for answer in [
        set_role(&second, &id, "user").await,
        act(&second, &id, "disable").await,
    ] {
        answer.problem(409, "last_administrator");
    }
    second.get("/api/admin/users").await.is(200);
    set_role(&second, &id, "king")
        .await
        .problem(400, "malformed");
}

on_each_database!(two_administrators_do_not_remove_each_other);
async fn two_administrators_do_not_remove_each_other(app: App) {
    let (one, other) = (admin(&app).await, app.program().await);
    let (one_id, other_id) = (id_of(&one, ADMIN).await, id_of(&one, EMAIL).await);
    set_role(&one, &other_id, "admin").await.is(204);
    futures::future::join(
        set_role(&one, &other_id, "user"),
        set_role(&other, &one_id, "user"),
    )
    .await;
    let left = "SELECT count(*) FROM users WHERE role = 'admin'";
    assert_eq!(app.number(left).await, 1);
}

on_each_database!(a_reset_is_sent_for_somebody);
async fn a_reset_is_sent_for_somebody(app: App) {
    let admin = admin(&app).await;
    let id = id_of(&admin, EMAIL).await;
    act(&admin, &id, "reset").await.is(202);
    app.mail(EMAIL, "reset").await;
    let activity = app.program().await.get("/api/activity").await;
    assert!(activity.text().contains("\"reset_sent\""), "{activity:?}");
}

on_each_database!(
    an_invitation_makes_an_account_where_sign_up_needs_one,
    &[("LATCHKEY_SIGNUP", "invite")]
);
async fn an_invitation_makes_an_account_where_sign_up_needs_one(app: App) {
    let account = json!({"name": "Ada", "email": NEW, "password": "plum kettle orbit 41"});
    let uninvited = app.anonymous().post("/api/users", &account).await;
    uninvited.problem(403, "signup_closed");
    let admin = admin(&app).await;
    let invitation = json!({"email": NEW});
    admin
        .post("/api/admin/invitations", &invitation)
        .await
        .is(202);
    let token = app.token(NEW, "invitation").await;
    app.advance(6 * 86_400);
    let mut browser = app.browser();
    let answer = browser.submit("/verify", &[("token", &token)]).await;
    assert_eq!(answer.redirect(303), "/account/security");
    let answer = app.browser().submit("/verify", &[("token", &token)]).await;
    answer.is(401);
    // An address with an account gets a mail that says so.
    let admin = Program::sign_in(&app, ADMIN, PASSWORD).await;
    let taken = admin
        .post("/api/admin/invitations", &json!({"email": EMAIL}))
        .await;
    taken.is(202);
    app.mail(EMAIL, "address_taken").await;
    let invited = "SELECT count(*) FROM events JOIN users ON users.id = events.user_id WHERE kind = 'invited' AND email = 'admin@latchkey.test'";
    assert_eq!(
        app.number(invited).await,
        2,
        "on the administrator's record"
    );
    let wrong = admin
        .post("/api/admin/invitations", &json!({"email": "x"}))
        .await;
    wrong.problem(422, "invalid_input");
}

on_each_database!(mail_that_was_given_up_is_shown_and_sent_again);
async fn mail_that_was_given_up_is_shown_and_sent_again(app: App) {
    let forgot = json!({"email": EMAIL});
    app.anonymous()
        .post("/api/password/forgot", &forgot)
        .await
        .is(202);
    until(
        "the mail is sent, so that nothing writes its row",
        async || {
            app.number("SELECT count(*) FROM outbox WHERE sent_at IS NULL")
                .await
                == 0
        },
    )
    .await;
    app.sql(
        "UPDATE outbox SET sent_at = NULL, dead_at = 5, failure = 'the mail server answered 550'",
    )
    .await;
    let mut browser = app.browser();
    let fields = [("email", ADMIN), ("password", PASSWORD)];
    browser.submit("/login", &fields).await.redirect(303);
    let page = browser.visit("/admin/users").await;
    assert!(
        page.page(200).contains("the mail server answered 550"),
        "{page:?}"
    );
    let id = text(&app.mail(EMAIL, "reset").await, "id");
    let fields = [("act", "resend"), ("mail", id.as_str())];
    let answer = browser.submit("/admin/users", &fields).await;
    assert_eq!(answer.redirect(303), "/admin/users");
    assert_eq!(
        app.number("SELECT count(*) FROM outbox WHERE dead_at IS NOT NULL")
            .await,
        0
    );
    browser.submit("/admin/users", &fields).await.is(404);
}

on_each_database!(the_page_works_with_script_off);
async fn the_page_works_with_script_off(app: App) {
    let user = app.program().await;
    let id = user.claim("sub");
    let id = id.as_str().unwrap();
    let mut browser = app.browser();
    let fields = [("email", ADMIN), ("password", PASSWORD)];
    browser
        .submit("/login?next=/admin/users", &fields)
        .await
        .redirect(303);
    let page = browser.visit("/admin/users?query=demo").await;
    assert!(page.page(200).contains(EMAIL));
    assert_eq!(
        page.text().matches("?user=").count(),
        1,
        "one account is found"
    );
    let page = browser.visit(&format!("/admin/users?user={id}")).await;
    assert!(
        page.page(200).contains("Signed in."),
        "its events are there"
    );
    let session = user.session_id();
    for fields in [
        &[("act", "end-session"), ("session", session.as_str())][..],
        &[("act", "make-admin"), ("user", id)],
        &[("act", "make-user"), ("user", id)],
        &[("act", "end-sessions"), ("user", id)],
        &[("act", "invite"), ("email", NEW)],
    ] {
        let answer = browser.submit("/admin/users", fields).await;
        assert_eq!(answer.redirect(303), "/admin/users", "{fields:?}");
        let page = browser.visit("/admin/users").await;
        assert!(page.page(200).contains("Done."));
    }
    user.get("/api/me").await.problem(401, "session_revoked");
    let answer = browser.submit("/admin/users", &[("act", "x")]).await;
    answer.is(400);
    let answer = browser
        .submit("/admin/users", &[("act", "invite"), ("email", "x")])
        .await;
    assert!(answer.page(422).contains("value=\"x\""));
}
