//! Guessing at passwords gets slow, for whoever guesses, wherever they ask.

use crate::support::{ADMIN, App, Ask, EMAIL, PASSWORD, on_each_database};

const MANY: usize = 150;

async fn guess_until_limited(app: &App) -> u64 {
    for _ in 0..MANY {
        let answer = app.anonymous().sign_in(EMAIL, "a guess").await;
        if answer.status == 429 {
            answer.problem(429, "rate_limited");
            return answer.header("retry-after").parse().unwrap();
        }
        answer.problem(401, "invalid_credentials");
    }
    panic!("{MANY} wrong passwords in a row, and no end");
}

/// Fills the bucket of the address with failures of many accounts.
async fn guess_at_many_accounts(app: &App, forwarded: Option<&str>) {
    for n in 0..MANY {
        let body =
            serde_json::json!({"email": format!("u{n}@latchkey.test"), "password": "a guess"});
        let ask = Ask::post("/api/token").json(&body);
        let ask = match forwarded {
            Some(ip) => ask.header("x-forwarded-for", ip),
            None => ask,
        };
        if ask.to(app).await.status == 429 {
            return;
        }
    }
    panic!("{MANY} accounts tried from one address, and no end");
}

on_each_database!(after_many_failures_even_the_right_password_waits);
async fn after_many_failures_even_the_right_password_waits(app: App) {
    let seconds = guess_until_limited(&app).await;
    assert!(seconds >= 1);
    app.anonymous()
        .sign_in(EMAIL, PASSWORD)
        .await
        .problem(429, "rate_limited");
    app.advance(seconds);
    app.anonymous().sign_in(EMAIL, PASSWORD).await.is(200);
}

on_each_database!(a_success_forgives_the_failures_before_it);
async fn a_success_forgives_the_failures_before_it(app: App) {
    for _ in 0..3 {
        for _ in 0..9 {
            app.anonymous()
                .sign_in(EMAIL, "a guess")
                .await
                .problem(401, "invalid_credentials");
        }
        app.anonymous().sign_in(EMAIL, PASSWORD).await.is(200);
    }
}

on_each_database!(failures_count_for_every_instance_and_outlive_a_restart);
async fn failures_count_for_every_instance_and_outlive_a_restart(app: App) {
    let seconds = guess_until_limited(&app).await;
    let beside = app.beside(&[]).await;
    beside
        .anonymous()
        .sign_in(EMAIL, PASSWORD)
        .await
        .problem(429, "rate_limited");
    app.advance(seconds);
    beside.anonymous().sign_in(EMAIL, PASSWORD).await.is(200);
}

on_each_database!(other_accounts_and_open_sessions_do_not_wait);
async fn other_accounts_and_open_sessions_do_not_wait(app: App) {
    let mut program = app.program().await;
    guess_until_limited(&app).await;
    app.anonymous().sign_in(ADMIN, PASSWORD).await.is(200);
    program.refresh().await.is(200);
}

on_each_database!(
    an_address_that_tried_many_accounts_does_not_bind_an_account_that_is_known_from_there
);
async fn an_address_that_tried_many_accounts_does_not_bind_an_account_that_is_known_from_there(
    app: App,
) {
    app.program().await;
    guess_at_many_accounts(&app, None).await;
    app.anonymous().sign_in(EMAIL, PASSWORD).await.is(200);
    app.anonymous()
        .sign_in(ADMIN, PASSWORD)
        .await
        .problem(429, "rate_limited");
    app.advance(31 * 86_400);
    guess_at_many_accounts(&app, None).await;
    app.anonymous()
        .sign_in(EMAIL, PASSWORD)
        .await
        .problem(429, "rate_limited");
}

on_each_database!(
    a_known_device_is_not_bound_by_what_strangers_fail,
    &[("LATCHKEY_TRUSTED_PROXIES", "127.0.0.1")]
);
async fn a_known_device_is_not_bound_by_what_strangers_fail(app: App) {
    let mut browser = app.signed_in_browser().await;
    browser.submit("/logout", &[]).await.is(303);
    // A botnet on the account: each from an address of its own.
    for n in 0..MANY {
        let body = serde_json::json!({"email": EMAIL, "password": "a guess"});
        Ask::post("/api/token")
            .header("x-forwarded-for", &format!("192.0.2.{n}"))
            .json(&body)
            .to(&app)
            .await;
    }
    guess_until_limited(&app).await;
    app.anonymous()
        .sign_in(EMAIL, PASSWORD)
        .await
        .problem(429, "rate_limited");
    let back = browser
        .submit("/login", &[("email", EMAIL), ("password", PASSWORD)])
        .await;
    assert_eq!(back.status, 303, "{back:?}");
    // It knows this account and no other, and guesses no faster itself.
    let mut failed = 0;
    while browser
        .submit("/login", &[("email", EMAIL), ("password", "a guess")])
        .await
        .status
        != 429
    {
        failed += 1;
        assert!(failed <= 10);
    }
}

on_each_database!(a_header_that_nobody_vouches_for_does_not_make_another_client);
async fn a_header_that_nobody_vouches_for_does_not_make_another_client(app: App) {
    guess_until_limited(&app).await;
    let body = serde_json::json!({"email": EMAIL, "password": "a guess"});
    let ask = Ask::post("/api/token")
        .header("x-forwarded-for", "192.0.2.9")
        .header("forwarded", "for=192.0.2.9")
        .json(&body);
    ask.to(&app).await.problem(429, "rate_limited");
}

on_each_database!(
    another_forwarding_header_does_not_hide_the_client,
    &[("LATCHKEY_TRUSTED_PROXIES", "127.0.0.1")]
);
async fn another_forwarding_header_does_not_hide_the_client(app: App) {
    guess_at_many_accounts(&app, Some("192.0.2.1")).await;
    let body = serde_json::json!({"email": "next@latchkey.test", "password": "a guess"});
    let ask = Ask::post("/api/token")
        .header("x-forwarded-for", "192.0.2.1")
        .header("forwarded", "for=198.51.100.7")
        .json(&body);
    ask.to(&app).await.problem(429, "rate_limited");
    let elsewhere = Ask::post("/api/token")
        .header("x-forwarded-for", "192.0.2.2")
        .json(&body);
    elsewhere.to(&app).await.problem(401, "invalid_credentials");
}

on_each_database!(dozens_of_sign_ins_a_minute_are_nobodys_attack);
async fn dozens_of_sign_ins_a_minute_are_nobodys_attack(app: App) {
    for _ in 0..120 {
        app.anonymous().sign_in(EMAIL, PASSWORD).await.is(200);
    }
}

on_each_database!(a_failure_for_a_known_and_for_an_unknown_address_write_the_same_rows);
async fn a_failure_for_a_known_and_for_an_unknown_address_write_the_same_rows(app: App) {
    let rows = async || {
        app.number(
            "SELECT (SELECT count(*) FROM sign_in_failures) * 1000 + (SELECT count(*) FROM events)",
        )
        .await
    };
    let mut written = Vec::new();
    for email in [EMAIL, "nobody@latchkey.test"] {
        app.sql("DELETE FROM sign_in_failures").await;
        let before = rows().await;
        app.anonymous()
            .sign_in(email, "a guess")
            .await
            .problem(401, "invalid_credentials");
        written.push(rows().await - before);
    }
    assert_eq!(written, [3001, 3001]);
}

on_each_database!(
    it_can_be_turned_off_for_load_tests,
    &[("LATCHKEY_RATE_LIMIT", "off")]
);
async fn it_can_be_turned_off_for_load_tests(app: App) {
    for _ in 0..MANY {
        app.anonymous()
            .sign_in(EMAIL, "a guess")
            .await
            .problem(401, "invalid_credentials");
    }
    assert_eq!(app.number("SELECT count(*) FROM sign_in_failures").await, 0);
}
