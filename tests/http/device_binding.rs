//! Sessions that are bound to the device of their browser (Device Bound Session Credentials).

use serde_json::{Value, json};

use crate::{
    signer::Signer,
    support::{Answer, App, Browser, EMAIL, PASSWORD, on_each_database, text, until},
};

const HTTPS: &[(&str, &str)] = &[("LATCHKEY_BASE_URL", "https://latchkey.example")];
const OFF: &[(&str, &str)] = &[
    ("LATCHKEY_BASE_URL", "https://latchkey.example"),
    ("LATCHKEY_DEVICE_BINDING", "off"),
];
const BOUND: &str = "/api/token/bound";
const START: &str = "/api/token/bound/start";
const COOKIE: &str = "__Secure-lk_bound";
const RESPONSE: &str = "secure-session-response";
const SKIPPED: &str = "secure-session-skipped";

/// The challenge in the offer of a sign-in's answer.
fn offered(answer: &Answer) -> String {
    let offer = answer.header("secure-session-registration");
    let start = r#"(ES256);path="/api/token/bound/start";challenge=""#;
    let challenge = offer.strip_prefix(start).expect(offer);
    challenge.strip_suffix('"').unwrap().to_owned()
}

/// The challenge in an answer that asks for a proof.
fn asked(answer: &Answer) -> String {
    let asks = answer.header("secure-session-challenge");
    let challenge = asks.strip_suffix(r#"";id="latchkey""#).expect(asks);
    challenge.trim_start_matches('"').to_owned()
}

fn registration(signer: &Signer, challenge: &str) -> String {
    let header = json!({"alg": "ES256", "typ": "dbsc+jwt", "jwk": signer.jwk()});
    signer.sign(&header, &json!({"jti": challenge}))
}

fn proof(signer: &Signer, challenge: &str) -> String {
    let header = json!({"alg": "ES256", "typ": "dbsc+jwt"});
    signer.sign(&header, &json!({"jti": challenge}))
}

async fn send(browser: &mut Browser<'_>, path: &str, proof: &str) -> Answer {
    browser.send_by_itself(path, &[(RESPONSE, proof)]).await
}

async fn signed_in(app: &App) -> (Browser<'_>, String) {
    let mut browser = app.browser();
    let fields = [("email", EMAIL), ("password", PASSWORD)];
    let answer = browser.submit("/login", &fields).await;
    answer.is(303);
    let challenge = offered(&answer);
    (browser, challenge)
}

/// A browser whose session is bound, and its key.
async fn bound(app: &App) -> (Browser<'_>, Signer) {
    let (mut browser, challenge) = signed_in(app).await;
    let signer = Signer::new();
    let answer = send(&mut browser, START, &registration(&signer, &challenge)).await;
    answer.is(200);
    (browser, signer)
}

/// What the browser does when its cookie has died: it asks for a challenge and signs it.
async fn proves(browser: &mut Browser<'_>, signer: &Signer) {
    let challenge = asked(browser.send_by_itself(BOUND, &[]).await.is(403));
    let answer = send(browser, BOUND, &proof(signer, &challenge)).await;
    answer.is(200);
}

/// The cookies that live for long, in another browser.
fn copied<'a>(browser: &Browser<'a>) -> Browser<'a> {
    let mut thief = browser.clone();
    thief.forget(COOKIE);
    thief
}

on_each_database!(a_copy_refreshes_nothing_and_the_owner_goes_on, HTTPS);
async fn a_copy_refreshes_nothing_and_the_owner_goes_on(app: App) {
    let (mut owner, signer) = bound(&app).await;
    let mut thief = copied(&owner);
    for _ in 0..3 {
        let refused = thief.refresh().await;
        refused.sets_no_cookie().problem(401, "refresh_unbound");
    }
    owner.refresh().await.is(200);
    app.advance(300);
    owner.forget(COOKIE);
    proves(&mut owner, &signer).await;
    owner.refresh().await.is(200);
    let me = owner.fetch("GET", "/api/me", None).await;
    assert_eq!(me.is(200).json()["session"]["generation"], 3);
}

on_each_database!(the_owner_is_told_of_a_copy_once_a_day, HTTPS);
async fn the_owner_is_told_of_a_copy_once_a_day(app: App) {
    let (mut owner, signer) = bound(&app).await;
    let mut thief = copied(&owner);
    let told = async || {
        let mails = app.mails(EMAIL).await;
        let told = mails.iter().filter(|mail| mail["kind"] == "session_copy");
        told.cloned().collect::<Vec<Value>>()
    };
    for _ in 0..3 {
        thief.refresh().await.problem(401, "refresh_unbound");
    }
    until("the owner is told", async || !told().await.is_empty()).await;
    let mail = told().await.remove(0);
    assert!(text(&mail, "link").contains("/not-me?token="), "{mail}");
    app.advance(86_400);
    proves(&mut owner, &signer).await;
    owner.refresh().await.is(200);
    thief.refresh().await.problem(401, "refresh_unbound");
    until("the owner is told again", async || told().await.len() > 1).await;
    let activity = owner.fetch("GET", "/api/activity", None).await.json();
    let kinds = activity.as_array().unwrap().iter();
    let copies = kinds.filter(|event| event["kind"] == "refresh_unbound");
    assert_eq!(copies.count(), 2, "{activity}");
}

on_each_database!(a_copy_of_the_token_is_refused_to_a_program_too, HTTPS);
async fn a_copy_of_the_token_is_refused_to_a_program_too(app: App) {
    let (owner, _) = bound(&app).await;
    let token = owner.cookie("lk_refresh").to_owned();
    let answer = app.anonymous().refresh(&token).await;
    answer.problem(401, "refresh_unbound");
}

on_each_database!(the_rules_of_theft_hold_for_a_bound_session, HTTPS);
async fn the_rules_of_theft_hold_for_a_bound_session(app: App) {
    let (mut owner, signer) = bound(&app).await;
    let mut old = owner.clone();
    owner.refresh().await.is(200);
    owner.refresh().await.is(200);
    // An old token without the device's cookie may be anybody's, and must not end the session.
    copied(&old).refresh().await.problem(401, "refresh_unbound");
    owner.refresh().await.is(200);
    // With it, it is a second user of the same device's tokens.
    old.refresh().await.problem(401, "refresh_reused");
    owner.refresh().await.problem(401, "refresh_revoked");
    let challenge = owner.send_by_itself(BOUND, &[]).await;
    challenge.problem(401, "refresh_revoked");
    let answer = send(&mut owner, BOUND, &proof(&signer, "any")).await;
    answer.problem(401, "refresh_revoked");
}

on_each_database!(every_sign_in_of_a_browser_offers_to_bind, HTTPS);
async fn every_sign_in_of_a_browser_offers_to_bind(app: App) {
    let mut browser = app.browser();
    let fields = [("email", EMAIL), ("password", PASSWORD)];
    offered(browser.call("sign_in", &fields).await.is(200));
    let forgot = app.browser().submit("/forgot", &[("email", EMAIL)]).await;
    forgot.redirect(303);
    let token = app.token(EMAIL, "reset").await;
    let fields = [
        ("token", token.as_str()),
        ("password", "tangerine-otter-lamp-72"),
    ];
    let answer = app.browser().submit("/reset", &fields).await;
    answer.redirect(303);
    offered(&answer);
    let user =
        json!({"name": "Ada", "email": "ada@example.test", "password": "tangerine-otter-lamp-72"});
    let mut browser = app.browser();
    browser
        .fetch("POST", "/api/users", Some(&user))
        .await
        .is(202);
    let code = app.code("ada@example.test", "sign_up").await;
    let body = json!({"email": "ada@example.test", "code": code});
    let verified = browser
        .fetch("POST", "/api/users/verify", Some(&body))
        .await;
    offered(verified.is(200));
    let refreshed = browser.refresh().await;
    assert_eq!(
        refreshed.is(200).header("secure-session-registration"),
        "",
        "a copy could take the offer"
    );
}

on_each_database!(a_registration_is_signed_for_its_own_session, HTTPS);
async fn a_registration_is_signed_for_its_own_session(app: App) {
    let (mut browser, challenge) = signed_in(&app).await;
    let (_, foreign) = signed_in(&app).await;
    let signer = Signer::new();
    let header = |alg: &str, typ: &str| json!({"alg": alg, "typ": typ, "jwk": signer.jwk()});
    let says = json!({"jti": challenge});
    for wrong in [
        String::new(),
        "a.b.c".to_owned(),
        proof(&signer, &challenge),
        registration(&signer, &foreign),
        registration(&signer, "junk"),
        signer.sign(&header("none", "dbsc+jwt"), &says),
        signer.sign(&header("HS256", "dbsc+jwt"), &says),
        signer.sign(&header("ES256", "jwt"), &says),
        signer.sign(&header("ES256", "dbsc+jwt"), &json!({})),
        Signer::new().sign(&header("ES256", "dbsc+jwt"), &says),
    ] {
        let answer = send(&mut browser, START, &wrong).await;
        answer.sets_no_cookie().problem(401, "refresh_unbound");
    }
    let nobody = send(
        &mut app.browser(),
        START,
        &registration(&signer, &challenge),
    )
    .await;
    nobody.problem(401, "refresh_invalid");
    browser.refresh().await.is(200);
    app.advance(601);
    let late = send(&mut browser, START, &registration(&signer, &challenge)).await;
    late.problem(401, "refresh_unbound");
    browser.refresh().await.is(200);
}

on_each_database!(a_session_is_bound_once, HTTPS);
async fn a_session_is_bound_once(app: App) {
    let (mut browser, challenge) = signed_in(&app).await;
    let (signer, other) = (Signer::new(), Signer::new());
    let first = send(&mut browser, START, &registration(&signer, &challenge)).await;
    let told = first.is(200).json();
    assert_eq!(told["refresh_url"], BOUND);
    assert_eq!(told["credentials"][0]["name"], COOKIE);
    let scope = &told["scope"]["scope_specification"];
    let rule =
        |of: &str, path: &str| json!({"type": of, "domain": "latchkey.example", "path": path});
    assert_eq!(
        *scope,
        json!([rule("exclude", "/"), rule("include", "/api/token/refresh")])
    );
    let again = send(&mut browser, START, &registration(&signer, &challenge)).await;
    again.is(200);
    let stolen = send(&mut browser, START, &registration(&other, &challenge)).await;
    stolen.problem(409, "already_bound");
    let sessions = browser.fetch("GET", "/api/sessions", None).await.json();
    let current = sessions.as_array().unwrap().iter();
    let mut current = current.filter(|session| session["current"] == true);
    assert_eq!(current.next().unwrap()["bound"], true);
    let page = browser.visit("/account/sessions").await;
    assert!(page.page(200).contains("Bound to this device"));
}

on_each_database!(a_proof_is_by_the_sessions_key_and_good_once, HTTPS);
async fn a_proof_is_by_the_sessions_key_and_good_once(app: App) {
    let (mut browser, signer) = bound(&app).await;
    let (mut other, other_signer) = bound(&app).await;
    let challenge = asked(browser.send_by_itself(BOUND, &[]).await.is(403));
    let foreign = asked(other.send_by_itself(BOUND, &[]).await.is(403));
    for junk in ["x", "a.b.c", &proof(&other_signer, &challenge)] {
        let answer = send(&mut browser, BOUND, junk).await;
        answer.sets_no_cookie().problem(401, "refresh_unbound");
    }
    for stale in [foreign.as_str(), "junk"] {
        let answer = send(&mut browser, BOUND, &proof(&signer, stale)).await;
        asked(answer.sets_no_cookie().is(403));
    }
    let right = proof(&signer, &challenge);
    let answer = send(&mut browser, BOUND, &right).await;
    let ahead = asked(answer.is(200));
    let replayed = send(&mut browser, BOUND, &right).await;
    asked(replayed.sets_no_cookie().is(403));
    app.advance(299);
    send(&mut browser, BOUND, &proof(&signer, &ahead))
        .await
        .is(200);
    let late = asked(browser.send_by_itself(BOUND, &[]).await.is(403));
    app.advance(601);
    let answer = send(&mut browser, BOUND, &proof(&signer, &late)).await;
    asked(answer.is(403));
    let (mut unbound, _) = signed_in(&app).await;
    let answer = unbound.send_by_itself(BOUND, &[]).await;
    answer.problem(401, "refresh_unbound");
}

on_each_database!(of_two_proofs_of_one_challenge_at_once_one_is_right, HTTPS);
async fn of_two_proofs_of_one_challenge_at_once_one_is_right(app: App) {
    let (mut browser, signer) = bound(&app).await;
    let challenge = asked(browser.send_by_itself(BOUND, &[]).await.is(403));
    let proof = proof(&signer, &challenge);
    let mut second = browser.clone();
    let (one, two) = tokio::join!(
        send(&mut browser, BOUND, &proof),
        send(&mut second, BOUND, &proof)
    );
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 403]);
}

on_each_database!(a_device_that_cannot_sign_has_one_grace, HTTPS);
async fn a_device_that_cannot_sign_has_one_grace(app: App) {
    let (mut browser, signer) = bound(&app).await;
    browser.forget(COOKIE);
    let refresh = "/api/token/refresh";
    let skipping = [(SKIPPED, r#"unreachable;session_identifier="latchkey""#)];
    let bored = browser.send_by_itself(refresh, &[(SKIPPED, "bored")]).await;
    bored.problem(401, "refresh_unbound");
    browser.send_by_itself(refresh, &skipping).await.is(200);
    app.advance(899);
    browser.send_by_itself(refresh, &skipping).await.is(200);
    browser.refresh().await.problem(401, "refresh_unbound");
    app.advance(1);
    let over = browser.send_by_itself(refresh, &skipping).await;
    over.problem(401, "refresh_unbound");
    proves(&mut browser, &signer).await;
    browser.refresh().await.is(200);
    browser.forget(COOKIE);
    let again = browser.send_by_itself(refresh, &skipping).await;
    again.problem(401, "refresh_unbound");
    let activity = browser.fetch("GET", "/api/activity", None).await.json();
    let kinds = activity.as_array().unwrap().iter();
    let unproven = kinds.filter(|event| event["kind"] == "device_unproven");
    assert_eq!(unproven.count(), 1, "{activity}");
}

on_each_database!(a_stale_page_is_renewed_on_its_own_device_only, HTTPS);
async fn a_stale_page_is_renewed_on_its_own_device_only(app: App) {
    let (mut owner, signer) = bound(&app).await;
    let mut thief = copied(&owner);
    app.advance(310);
    let stale = thief.visit("/notes").await.redirect(303).to_owned();
    let refused = thief.visit(&stale).await;
    assert_eq!(refused.redirect(303), "/login?next=/notes");
    proves(&mut owner, &signer).await;
    assert!(owner.open("/notes").await.page(200).contains("Sign out"));
}

on_each_database!(a_link_on_another_site_takes_one_step_more, HTTPS);
async fn a_link_on_another_site_takes_one_step_more(app: App) {
    let (mut owner, signer) = bound(&app).await;
    owner.forget(COOKIE);
    app.advance(310);
    let path = "/api/token/refresh?next=/notes";
    let answer = owner.follow_link(path).await;
    answer.sets_no_cookie().is(200);
    assert_eq!(answer.header("refresh"), format!("0;url={path}"));
    assert_eq!(
        app.number("SELECT count(*) FROM events WHERE kind = 'refresh_unbound'")
            .await,
        0
    );
    proves(&mut owner, &signer).await;
    assert_eq!(owner.follow_link(path).await.redirect(303), "/notes");
}

on_each_database!(the_cookie_dies_within_a_minute_and_a_bit, HTTPS);
async fn the_cookie_dies_within_a_minute_and_a_bit(app: App) {
    let (mut owner, _) = bound(&app).await;
    app.advance(60);
    owner.refresh().await.is(200);
    app.advance(15);
    owner.refresh().await.problem(401, "refresh_unbound");
}

on_each_database!(a_switch_turns_binding_off_and_on_again, HTTPS);
async fn a_switch_turns_binding_off_and_on_again(app: App) {
    let (mut browser, signer) = bound(&app).await;
    browser.forget(COOKIE);
    let off = app.beside(OFF).await;
    browser.moves_to(&off);
    browser.refresh().await.is(200);
    proves(&mut browser, &signer).await;
    let mut other = off.browser();
    let fields = [("email", EMAIL), ("password", PASSWORD)];
    let answer = other.submit("/login", &fields).await;
    assert_eq!(answer.is(303).header("secure-session-registration"), "");
    let answer = send(&mut other, START, &registration(&signer, "x")).await;
    answer.problem(404, "not_found");
    browser.moves_to(&app);
    browser.forget(COOKIE);
    browser.refresh().await.problem(401, "refresh_unbound");
    proves(&mut browser, &signer).await;
    browser.refresh().await.is(200);
}

on_each_database!(plain_http_binds_nothing);
async fn plain_http_binds_nothing(app: App) {
    let mut browser = app.browser();
    let fields = [("email", EMAIL), ("password", PASSWORD)];
    let answer = browser.submit("/login", &fields).await;
    assert_eq!(answer.is(303).header("secure-session-registration"), "");
    let answer = send(&mut browser, START, &registration(&Signer::new(), "x")).await;
    answer.problem(404, "not_found");
}

on_each_database!(proofs_are_forgotten_after_their_time, HTTPS);
async fn proofs_are_forgotten_after_their_time(app: App) {
    let (mut browser, signer) = bound(&app).await;
    proves(&mut browser, &signer).await;
    let kept = "SELECT count(*) FROM used_proofs";
    assert_eq!(app.number(kept).await, 1);
    app.advance(601);
    app.application.domain.purge().await.unwrap();
    assert_eq!(app.number(kept).await, 0);
}
