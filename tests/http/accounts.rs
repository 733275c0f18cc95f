//! An account that changes while a sign-in waits in the hash queue.

use futures::future::join;
use latchkey::input::{Email, Password};

use crate::support::{App, EMAIL, PASSWORD, on_each_database, until};

/// Signs in with the right password and lets `change` happen while the password waits to be hashed; what the sign-in was answered.
async fn sign_in_during(app: &App, change: impl AsyncFnOnce()) -> crate::support::Answer {
    let held = app.passwords.hold().await.unwrap();
    let anonymous = app.anonymous();
    let sign_in = anonymous.sign_in(EMAIL, PASSWORD);
    let changed = async {
        until("the sign-in waits", async || app.passwords.waiting() == 1).await;
        change().await;
        drop(held);
    };
    join(sign_in, changed).await.0
}

fn demo() -> Email {
    Email::parse(EMAIL).unwrap()
}

async fn living(app: &App) -> i64 {
    app.number(
        "SELECT count(*) FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.email = 'demo@latchkey.test' AND revoked_at IS NULL",
    )
    .await
}

on_each_database!(a_sign_in_in_the_queue_does_not_survive_the_disabling_of_its_account);
async fn a_sign_in_in_the_queue_does_not_survive_the_disabling_of_its_account(app: App) {
    let accounts = app.accounts().await;
    let answer = sign_in_during(&app, async || {
        drop(accounts.disable(&demo()).await.ok().unwrap())
    })
    .await;
    answer.problem(401, "invalid_credentials");
    assert_eq!(living(&app).await, 0);
    accounts.store.close().await;
}

on_each_database!(a_sign_in_in_the_queue_does_not_survive_another_password);
async fn a_sign_in_in_the_queue_does_not_survive_another_password(app: App) {
    let accounts = app.accounts().await;
    let hasher =
        latchkey::rules::password::PasswordHasher::new(latchkey::rules::password::HashCost::LEAST)
            .unwrap();
    let password = Password::new("plum kettle orbit 41".to_owned());
    let answer = sign_in_during(&app, async || {
        drop(
            accounts
                .set_password(&hasher, &demo(), &password)
                .await
                .ok()
                .unwrap(),
        )
    })
    .await;
    answer.problem(401, "invalid_credentials");
    assert_eq!(living(&app).await, 0);
    app.anonymous()
        .sign_in(EMAIL, "plum kettle orbit 41")
        .await
        .is(200);
    accounts.store.close().await;
}

on_each_database!(two_sign_ins_at_once_whose_hash_is_upgraded_both_succeed);
async fn two_sign_ins_at_once_whose_hash_is_upgraded_both_succeed(app: App) {
    let dear = app.beside_at_another_cost().await;
    let held = dear.passwords.hold().await.unwrap();
    let anonymous = dear.anonymous();
    let both = join(
        anonymous.sign_in(EMAIL, PASSWORD),
        anonymous.sign_in(EMAIL, PASSWORD),
    );
    let release = async {
        until("both wait", async || dear.passwords.waiting() == 2).await;
        drop(held);
    };
    let ((one, other), ()) = join(both, release).await;
    one.is(200);
    other.is(200);
    assert_eq!(
        app.number("SELECT count(*) FROM users WHERE password_hash LIKE '%m=16,%'")
            .await,
        1
    );
}

on_each_database!(disabling_from_the_command_line_reaches_a_running_server);
async fn disabling_from_the_command_line_reaches_a_running_server(app: App) {
    let (mut program, accounts) = (app.program().await, app.accounts().await);
    accounts.disable(&demo()).await.ok().unwrap();
    program.refresh().await.problem(401, "refresh_revoked");
    until("its access token stops working", async || {
        program.get("/api/me").await.status == 401
    })
    .await;
    app.anonymous()
        .sign_in(EMAIL, PASSWORD)
        .await
        .problem(401, "invalid_credentials");
    accounts.enable(&demo()).await.ok().unwrap();
    app.anonymous().sign_in(EMAIL, PASSWORD).await.is(200);
    accounts.store.close().await;
}
