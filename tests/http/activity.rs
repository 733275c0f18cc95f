//! `/account/activity`: what is put on record, and how its owner reads it.

use serde_json::{Value, json};

use crate::{
    rotation::noted_as_used,
    support::{ADMIN, App, Browser, EMAIL, PASSWORD, on_each_database},
};

async fn events(browser: &mut Browser<'_>) -> Vec<Value> {
    let page = browser.call("list_activity", &[]).await.is(200).json();
    page["events"].as_array().unwrap().clone()
}

async fn kinds(browser: &mut Browser<'_>) -> Vec<String> {
    events(browser)
        .await
        .iter()
        .map(|event| event["kind"].as_str().unwrap().to_owned())
        .collect()
}

/// A browser in which the other account is signed in, which has no history.
async fn fresh_browser(app: &App) -> Browser<'_> {
    let mut browser = app.browser();
    browser
        .submit("/login", &[("email", ADMIN), ("password", PASSWORD)])
        .await
        .is(303);
    browser
}

on_each_database!(every_end_of_a_session_is_on_record_with_who_did_it);
async fn every_end_of_a_session_is_on_record_with_who_did_it(app: App) {
    let mut browser = fresh_browser(&app).await;
    let mut left = app.browser();
    left.submit("/login", &[("email", ADMIN), ("password", PASSWORD)])
        .await
        .is(303);
    app.advance(1);
    left.submit("/logout", &[]).await.is(303);
    let (ended, revoked) = (app.other_program().await, app.other_program().await);
    app.advance(1);
    browser
        .submit("/account/sessions", &[("end", &ended.session_id())])
        .await
        .is(303);
    app.advance(1);
    app.anonymous()
        .post(
            "/api/token/revoke",
            &json!({"refresh_token": revoked.refresh}),
        )
        .await
        .is(204);

    let events = events(&mut browser).await;
    let kinds: Vec<&str> = events
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "sign_out",
            "session_revoked",
            "sign_in",
            "sign_in",
            "sign_out",
            "sign_in",
            "sign_in"
        ]
    );
    for (event, software, at) in [
        (0, "", "08:00:03"),
        (1, "Firefox", "08:00:02"),
        (4, "Firefox", "08:00:01"),
    ] {
        assert_eq!(
            (&events[event]["software"], &events[event]["ip"]),
            (&software.into(), &"127.0.0.1".into()),
            "{event}"
        );
        assert_eq!(events[event]["at"], format!("2027-01-15T{at}Z"));
    }
    assert_eq!(
        (&events[1]["ending"], &events[0]["ending"]),
        (&"signed_out_elsewhere".into(), &Value::Null)
    );
    let with_session =
        "SELECT count(*) FROM events WHERE kind <> 'sign_in_failed' AND session_id IS NULL";
    assert_eq!(app.number(with_session).await, 0);
}

on_each_database!(a_failed_sign_in_shows_to_the_owner_of_the_account_alone);
async fn a_failed_sign_in_shows_to_the_owner_of_the_account_alone(app: App) {
    app.anonymous().sign_in(ADMIN, "wrong").await.is(401);
    app.anonymous()
        .sign_in("nobody@latchkey.test", "wrong")
        .await
        .is(401);
    assert_eq!(
        kinds(&mut fresh_browser(&app).await).await,
        ["sign_in", "sign_in_failed"]
    );
    let mut demo = app.signed_in_browser().await;
    let newest = &events(&mut demo).await[0];
    assert_eq!(
        (&newest["kind"], &newest["at"]),
        (&"sign_in".into(), &"2027-01-15T08:00:00Z".into())
    );
    assert_eq!(
        app.number("SELECT count(*) FROM events WHERE user_id IS NULL")
            .await,
        1
    );
}

on_each_database!(
    a_stranger_cannot_fill_the_record,
    &[("LATCHKEY_RATE_LIMIT", "off")]
);
async fn a_stranger_cannot_fill_the_record(app: App) {
    let count = async |whose: &str| {
        app.number(&format!("SELECT count(*) FROM events WHERE kind = 'sign_in_failed' AND ip = '127.0.0.1' AND user_id {whose}")).await
    };
    for attempt in 0..25 {
        app.anonymous()
            .sign_in(EMAIL, "wrong")
            .await
            .problem(401, "invalid_credentials");
        app.anonymous()
            .sign_in(&format!("nobody{attempt}@latchkey.test"), "wrong")
            .await
            .problem(401, "invalid_credentials");
    }
    assert_eq!(
        (count("IS NOT NULL").await, count("IS NULL").await),
        (20, 20)
    );
    app.advance(3_601);
    app.anonymous().sign_in(EMAIL, "wrong").await.is(401);
    assert_eq!(count("IS NOT NULL").await, 21);
}

on_each_database!(a_copied_refresh_token_is_on_record_with_who_showed_it);
async fn a_copied_refresh_token_is_on_record_with_who_showed_it(app: App) {
    let mut browser = fresh_browser(&app).await;
    let mut program = app.other_program().await;
    let parent = program.refresh.clone();
    program.refresh().await.is(200);
    program.get("/api/me").await.is(200);
    noted_as_used(&app, &program).await;
    app.advance(11);
    app.anonymous()
        .refresh(&parent)
        .await
        .problem(401, "refresh_reused");
    let events = events(&mut browser).await;
    assert_eq!(
        (&events[0]["kind"], &events[0]["ip"]),
        (&"refresh_reused".into(), &"127.0.0.1".into())
    );
    let page = browser.visit("/account/activity").await;
    assert!(
        page.page(200).contains("A copy of a sign-in was used")
            && page.text().contains("Was this you?")
    );
}

on_each_database!(the_page_tells_it_in_words);
async fn the_page_tells_it_in_words(app: App) {
    let mut browser = app.signed_in_browser().await;
    let answer = browser.visit("/account/activity").await;
    let page = answer.page(200);
    for text in [
        "Signed in.",
        "Somebody tried to sign in with a wrong password.",
        "A session was ended.",
        "Signed out from another device.",
        "Safari · iPhone",
        "203.0.113.5",
        "11 Jan 2027, 08:00 UTC",
    ] {
        assert!(page.contains(text), "{text}");
    }
    let korean = browser.visit("/account/activity?lang=ko").await;
    for text in [
        "로그인했어요.",
        "누군가 잘못된 비밀번호로 로그인을 시도했습니다.",
        "Safari · iPhone",
    ] {
        assert!(korean.page(200).contains(text), "{text}");
    }
}

on_each_database!(the_owner_says_what_was_their_own_doing);
async fn the_owner_says_what_was_their_own_doing(app: App) {
    let mut browser = app.signed_in_browser().await;
    let events = browser.fetch("GET", "/api/activity", None).await.json();
    let events = events.as_array().unwrap().iter();
    let failed = events
        .clone()
        .find(|event| event["kind"] == "sign_in_failed")
        .unwrap();
    let id = failed["id"].as_str().unwrap().to_owned();
    assert_eq!(failed["confirmed"], false);

    // Nobody answers for another account.
    let mut other = app.browser();
    other
        .submit("/login", &[("email", ADMIN), ("password", PASSWORD)])
        .await
        .is(303);
    let answer = [("id", id.as_str()), ("was_me", "true")];
    other.call("answer_event", &answer).await.is(200);
    let open = "SELECT count(*) FROM events WHERE confirmed_at IS NULL AND kind = 'sign_in_failed'";
    assert_eq!(app.number(open).await, 1);

    for _ in 0..2 {
        let page = browser.call("answer_event", &answer).await.is(200).json();
        let newest = page["events"].as_array().unwrap();
        let confirmed = newest.iter().find(|event| event["id"] == *id).unwrap();
        assert_eq!(confirmed["confirmed"], true);
        let on_record = newest.iter().filter(|event| event["kind"] == "confirmed");
        assert_eq!(on_record.count(), 1, "once");
    }
    let page = browser.visit("/account/activity").await;
    assert!(!page.page(200).contains("Was this you?"));
}

on_each_database!(what_was_not_the_owner_ends_all_other_sessions);
async fn what_was_not_the_owner_ends_all_other_sessions(app: App) {
    let program = app.program().await;
    let mut browser = app.signed_in_browser().await;
    let page = browser.visit("/account/activity").await;
    assert!(page.page(200).contains("name=\"no\""));
    let form = [("no", "any")];
    browser.submit("/account/activity", &form).await.is(303);
    program.get("/api/me").await.problem(401, "session_revoked");
    browser.visit("/account/activity").await.is(200);
    browser.submit("/account/activity", &[]).await.page(400);
}

on_each_database!(
    older_events_are_on_further_pages,
    &[("LATCHKEY_SESSIONS_PER_USER", "100")]
);
async fn older_events_are_on_further_pages(app: App) {
    for _ in 0..59 {
        app.other_program().await;
    }
    app.advance(1);
    let mut browser = fresh_browser(&app).await;
    let (mut seen, mut sizes, mut place) = (Vec::new(), Vec::new(), String::new());
    loop {
        let page = browser
            .call("list_activity", &[("before", &place)])
            .await
            .is(200)
            .json();
        let events = page["events"].as_array().unwrap();
        sizes.push(events.len());
        seen.extend(
            events
                .iter()
                .map(|event| event["id"].as_str().unwrap().to_owned()),
        );
        match page["more"].as_str() {
            Some(older) => older.clone_into(&mut place),
            None => break,
        }
    }
    assert_eq!(sizes, [25, 25, 10]);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 60, "each once");

    let newest = browser.visit("/account/activity").await;
    let (_, link) = newest
        .page(200)
        .split_once("href=\"/account/activity?before=")
        .unwrap();
    let place = link.split('"').next().unwrap();
    let older = browser
        .visit(&format!("/account/activity?before={place}"))
        .await;
    assert_eq!(older.page(200).matches("data-kind=\"sign_in\"").count(), 25);
    assert!(older.text().contains("href=\"/account/activity\""));
}

on_each_database!(a_place_that_is_none_is_the_first_page);
async fn a_place_that_is_none_is_the_first_page(app: App) {
    let mut browser = app.signed_in_browser().await;
    let newest = browser.call("list_activity", &[]).await.is(200).json();
    for junk in [
        "",
        "x",
        "1_",
        "_1",
        "%00",
        "1_a\0",
        "99999999999999999999_a",
        "가_나",
    ] {
        assert_eq!(
            browser
                .call("list_activity", &[("before", junk)])
                .await
                .is(200)
                .json(),
            newest,
            "{junk}"
        );
    }
    for junk in ["", "x", "%00", "%ff", "1_%00", "1&before=2", "%E0%A4%A"] {
        let page = browser
            .visit(&format!("/account/activity?before={junk}"))
            .await;
        assert!(page.page(200).contains("Signed in."), "{junk}");
    }
}

on_each_database!(the_record_is_nobody_elses);
async fn the_record_is_nobody_elses(app: App) {
    let mut browser = fresh_browser(&app).await;
    let demo = app
        .signed_in_browser()
        .await
        .call("list_activity", &[])
        .await
        .json();
    let place = format!(
        "1900000000000_{}",
        demo["events"][0]["id"].as_str().unwrap()
    );
    let page = browser
        .call("list_activity", &[("before", &place)])
        .await
        .is(200)
        .json();
    assert_eq!(page["events"].as_array().unwrap().len(), 1);
    assert_eq!(
        app.browser()
            .visit("/account/activity?before=1_a")
            .await
            .redirect(303),
        "/login?next=/account/activity%3Fbefore%3D1_a"
    );
}
