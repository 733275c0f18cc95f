//! Guessing at passwords gets slow.

use crate::support::{ADMIN, Ask, EMAIL, PASSWORD, on_each_database, on_each_database_with};

const MANY: usize = 50;

async fn guess_until_limited(app: &crate::support::App) -> u64 {
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

#[tokio::test]
async fn after_many_failures_even_the_right_password_waits() {
    on_each_database(async |app| {
        let seconds = guess_until_limited(&app).await;
        assert!(seconds >= 1);
        app.anonymous().sign_in(EMAIL, PASSWORD).await.problem(429, "rate_limited");
        app.advance(seconds);
        app.anonymous().sign_in(EMAIL, PASSWORD).await.is(200);
    })
    .await;
}

#[tokio::test]
async fn other_accounts_and_open_sessions_do_not_wait() {
    on_each_database(async |app| {
        let mut program = app.program().await;
        guess_until_limited(&app).await;
        app.anonymous().sign_in(ADMIN, PASSWORD).await.is(200);
        program.refresh().await.is(200);
    })
    .await;
}

#[tokio::test]
async fn a_header_that_nobody_vouches_for_does_not_make_another_client() {
    on_each_database(async |app| {
        guess_until_limited(&app).await;
        let body = serde_json::json!({"email": EMAIL, "password": "a guess"});
        let ask = Ask::post("/api/token").header("x-forwarded-for", "192.0.2.9").header("forwarded", "for=192.0.2.9").json(&body);
        ask.to(&app).await.problem(429, "rate_limited");
    })
    .await;
}

#[tokio::test]
async fn it_can_be_turned_off_for_load_tests() {
    on_each_database_with(&[("LATCHKEY_RATE_LIMIT", "off")], async |app| {
        for _ in 0..MANY {
            app.anonymous().sign_in(EMAIL, "a guess").await.problem(401, "invalid_credentials");
        }
    })
    .await;
}
