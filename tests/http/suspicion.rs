//! A copy that stays one step behind where nothing marks a successor as used, and the person in a tunnel who does the same.

use serde_json::{Value, json};

use crate::support::{Answer, App, Ask, EMAIL, PASSWORD, on_each_database};

const BEHIND_A_PROXY: &[(&str, &str)] = &[("LATCHKEY_TRUSTED_PROXIES", "127.0.0.1")];
const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) Version/19.1 Mobile/15E148 Safari/604.1";
const LAPTOP: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";

async fn refresh(app: &App, token: &str, address: &str, software: &str) -> Answer {
    let ask = Ask::post("/api/token/refresh").json(&json!({"refresh_token": token}));
    ask.header("x-forwarded-for", address)
        .header("user-agent", software)
        .to(app)
        .await
}

async fn refreshed(app: &App, token: &str, address: &str, software: &str) -> String {
    refresh(app, token, address, software).await.is(200).json()["refresh_token"]
        .as_str()
        .unwrap()
        .to_owned()
}

async fn first_token(app: &App) -> Value {
    app.anonymous()
        .sign_in(EMAIL, PASSWORD)
        .await
        .is(200)
        .json()["refresh_token"]
        .clone()
}

async fn suspicions(app: &App) -> i64 {
    app.number("SELECT count(*) FROM events WHERE kind = 'refresh_suspicious'")
        .await
}

on_each_database!(
    a_copy_one_step_behind_is_found_in_the_third_generation,
    BEHIND_A_PROXY
);
async fn a_copy_one_step_behind_is_found_in_the_third_generation(app: App) {
    let first = first_token(&app).await;
    let mut parent = first.as_str().unwrap().to_owned();
    for generation in 1..=2 {
        let own = refreshed(&app, &parent, "192.0.2.1", PHONE).await;
        app.advance(300);
        let copied = refreshed(&app, &parent, "203.0.113.9", LAPTOP).await;
        assert_eq!(copied, own, "nothing was used, so the copy is answered");
        assert_eq!(
            suspicions(&app).await,
            1,
            "in generation {generation}, the first goes on record"
        );
        parent = own;
    }
    let own = refreshed(&app, &parent, "192.0.2.1", PHONE).await;
    app.advance(300);
    refresh(&app, &parent, "203.0.113.9", LAPTOP)
        .await
        .problem(401, "refresh_reused");
    let told = refresh(&app, &own, "192.0.2.1", PHONE)
        .await
        .problem(401, "refresh_revoked");
    assert_eq!(told["reason"], "reuse");
}

on_each_database!(
    a_person_in_a_tunnel_stays_signed_in_whatever_network_they_come_out_on,
    BEHIND_A_PROXY
);
async fn a_person_in_a_tunnel_stays_signed_in_whatever_network_they_come_out_on(app: App) {
    let first = first_token(&app).await;
    let mut held = first.as_str().unwrap().to_owned();
    for turn in 0..6 {
        // The answer is lost.
        refreshed(&app, &held, &format!("192.0.2.{turn}"), PHONE).await;
        app.advance(3_600);
        held = refreshed(&app, &held, &format!("198.51.100.{turn}"), PHONE).await;
    }
    assert_eq!(suspicions(&app).await, 0);
}

on_each_database!(retries_at_once_are_nobodys_copy, BEHIND_A_PROXY);
async fn retries_at_once_are_nobodys_copy(app: App) {
    let first = first_token(&app).await;
    let mut held = first.as_str().unwrap().to_owned();
    for _ in 0..4 {
        let next = refreshed(&app, &held, "192.0.2.1", PHONE).await;
        assert_eq!(refreshed(&app, &held, "203.0.113.9", LAPTOP).await, next);
        held = next;
        app.advance(300);
    }
    assert_eq!(suspicions(&app).await, 0);
}
