//! `/account/sessions` and its server functions: where a person is signed in, and ending it from elsewhere.

use serde_json::{Value, json};

use crate::support::{ADMIN, App, Browser, PASSWORD, Program, on_each_database};

async fn listed(browser: &mut Browser<'_>) -> Value {
    browser.call("list_devices", &[]).await.is(200).json()
}

fn ids(sessions: &Value) -> Vec<&str> {
    sessions
        .as_array()
        .unwrap()
        .iter()
        .map(|session| session["id"].as_str().unwrap())
        .collect()
}

/// The one session in `sessions` with this id.
fn one<'a>(sessions: &'a Value, id: &str) -> &'a Value {
    sessions
        .as_array()
        .unwrap()
        .iter()
        .find(|session| session["id"] == id)
        .unwrap_or_else(|| panic!("no {id}: {sessions}"))
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

async fn sid(browser: &mut Browser<'_>) -> String {
    browser.fetch("GET", "/api/me", None).await.is(200).json()["session"]["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

on_each_database!(this_device_comes_first_and_says_until_when);
async fn this_device_comes_first_and_says_until_when(app: App) {
    app.other_program().await;
    app.advance(60);
    let mut browser = fresh_browser(&app).await;
    app.advance(60);
    app.other_program().await;
    let devices = listed(&mut browser).await;
    let open = devices["active"].as_array().unwrap();
    let current: Vec<bool> = open
        .iter()
        .map(|session| session["current"].as_bool().unwrap())
        .collect();
    assert_eq!(current, [true, false, false]);
    assert_eq!(open[0]["id"], sid(&mut browser).await);
    assert_eq!(
        (&open[0]["software"], &open[0]["system"]),
        (&"Firefox".into(), &"Linux".into())
    );
    assert_eq!(
        (&open[0]["ip"], &open[0]["method"]),
        (&"127.0.0.1".into(), &"password".into())
    );
    for (field, at) in [
        ("created_at", "2027-01-15T08:01:00Z"),
        ("idle_until", "2027-01-29T08:01:00Z"),
        ("ends_at", "2027-04-15T08:01:00Z"),
    ] {
        assert_eq!(open[0][field], at, "{field}");
    }
    assert_eq!(
        open[1]["created_at"], "2027-01-15T08:02:00Z",
        "the newest first"
    );
    assert_eq!(
        (&devices["ended"], &devices["is_truncated"]),
        (&serde_json::json!([]), &Value::Bool(false))
    );
}

on_each_database!(the_page_holds_them_in_the_first_html);
async fn the_page_holds_them_in_the_first_html(app: App) {
    let mut browser = app.signed_in_browser().await;
    let answer = browser.visit("/account/sessions").await;
    let page = answer.page(200);
    for text in [
        "Firefox · Linux",
        "This device",
        "Safari · iPhone",
        "Firefox · Windows",
        "192.0.2.17",
        "15 Jan 2027, 08:00 UTC",
    ] {
        assert!(page.contains(text), "{text}");
    }
    assert!(
        page.contains("Samsung Internet · Android")
            && page.contains("Signed out from another device."),
        "those that ended"
    );
    let forms = |field: &str| page.matches(&format!("name=\"{field}\"")).count();
    assert_eq!((forms("end"), forms("others")), (2, 1));
    let korean = browser.visit("/account/sessions?lang=ko").await;
    for text in [
        "현재 기기",
        "Firefox · Linux",
        "Safari · iPhone",
        "2027년 1월 15일 08:00 UTC",
    ] {
        assert!(korean.page(200).contains(text), "{text}");
    }
}

on_each_database!(another_session_is_ended_by_its_owner);
async fn another_session_is_ended_by_its_owner(app: App) {
    let mut browser = fresh_browser(&app).await;
    let mut other = app.other_program().await;
    let id = other.session_id();
    app.advance(5);
    let devices = browser
        .call("end_session", &[("id", &id)])
        .await
        .is(200)
        .json();
    assert_eq!(ids(&devices["active"]), [sid(&mut browser).await]);
    let ended = one(&devices["ended"], &id);
    assert_eq!(
        (&ended["at"], &ended["ending"]),
        (
            &"2027-01-15T08:00:05Z".into(),
            &"signed_out_elsewhere".into()
        )
    );
    other.get("/api/me").await.problem(401, "session_revoked");
    let told = other.refresh().await.problem(401, "refresh_revoked");
    assert_eq!(told["reason"], "signed_out_elsewhere");
    assert_eq!(
        told["revoked"],
        json!({"at": "2027-01-15T08:00:05Z", "software": "", "system": ""}),
        "the browsers of these tests send no name"
    );

    app.advance(5);
    let again = browser
        .call("end_session", &[("id", &id)])
        .await
        .is(200)
        .json();
    assert_eq!(
        again["ended"], devices["ended"],
        "once more changes nothing"
    );
    assert_eq!(
        app.number(
            "SELECT count(*) FROM events WHERE kind = 'session_revoked' AND ip = '127.0.0.1'"
        )
        .await,
        1
    );
}

on_each_database!(somebody_elses_session_is_not_there);
async fn somebody_elses_session_is_not_there(app: App) {
    let mut browser = app.signed_in_browser().await;
    let other = app.other_program().await;
    for id in [
        other.session_id().as_str(),
        "nothing",
        "",
        "a\0b",
        "' OR 1=1 --",
    ] {
        assert_eq!(
            browser
                .call("end_session", &[("id", id)])
                .await
                .is(404)
                .json()["code"],
            "not_found",
            "{id:?}"
        );
        let form = browser.submit("/account/sessions", &[("end", id)]).await;
        assert!(
            form.page(404).contains("data-error-code=\"not_found\""),
            "{id:?}"
        );
    }
    other.get("/api/me").await.is(200);
    assert!(
        !listed(&mut browser)
            .await
            .to_string()
            .contains(&other.session_id())
    );
}

on_each_database!(the_session_that_asks_ends_by_signing_out_only);
async fn the_session_that_asks_ends_by_signing_out_only(app: App) {
    let mut browser = app.signed_in_browser().await;
    let id = sid(&mut browser).await;
    assert_eq!(
        browser
            .call("end_session", &[("id", &id)])
            .await
            .is(403)
            .json()["code"],
        "forbidden"
    );
    assert!(
        browser
            .submit("/account/sessions", &[("end", &id)])
            .await
            .page(403)
            .contains("data-error-code=\"forbidden\"")
    );
    browser.fetch("GET", "/api/me", None).await.is(200);
}

on_each_database!(all_others_end_at_once_and_only_ones_own);
async fn all_others_end_at_once_and_only_ones_own(app: App) {
    let mut browser = app.signed_in_browser().await;
    let (mut others, stranger) = (
        [app.program().await, app.program().await],
        app.other_program().await,
    );
    let left = browser.call("end_other_sessions", &[]).await.is(200).json();
    assert_eq!(ids(&left["active"]), [sid(&mut browser).await]);
    for other in &mut others {
        assert_eq!(
            one(&left["ended"], &other.session_id())["ending"],
            "signed_out_elsewhere"
        );
        other.get("/api/me").await.problem(401, "session_revoked");
        other.refresh().await.problem(401, "refresh_revoked");
    }
    browser.refresh().await.is(200);
    stranger.get("/api/me").await.is(200);
    assert_eq!(
        browser.call("end_other_sessions", &[]).await.is(200).json()["active"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

on_each_database!(another_instance_hears_of_it_within_a_second);
async fn another_instance_hears_of_it_within_a_second(app: App) {
    let beside = app.beside(&[]).await;
    let mut browser = app.signed_in_browser().await;
    let there = Program::sign_in(&beside, crate::support::EMAIL, PASSWORD).await;
    there.get("/api/me").await.is(200);
    browser
        .call("end_session", &[("id", &there.session_id())])
        .await
        .is(200);
    crate::support::until("the other instance refuses the token", async || {
        there.get("/api/me").await.status == 401
    })
    .await;
}

on_each_database!(with_script_off_forms_do_the_same);
async fn with_script_off_forms_do_the_same(app: App) {
    let mut browser = app.signed_in_browser().await;
    let (one, two) = (app.program().await, app.program().await);
    let page = browser.visit("/account/sessions").await;
    assert!(
        page.page(200)
            .contains(&format!("name=\"end\" value=\"{}\"", one.session_id()))
    );
    assert_eq!(
        browser
            .submit("/account/sessions", &[("end", &one.session_id())])
            .await
            .redirect(303),
        "/account/sessions"
    );
    one.get("/api/me").await.problem(401, "session_revoked");
    two.get("/api/me").await.is(200);
    assert_eq!(
        browser
            .submit("/account/sessions", &[("others", "all")])
            .await
            .redirect(303),
        "/account/sessions"
    );
    two.get("/api/me").await.problem(401, "session_revoked");
    assert_eq!(
        listed(&mut browser).await["active"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert!(
        browser
            .submit("/account/sessions", &[])
            .await
            .page(400)
            .contains("data-error-code=\"malformed\"")
    );
}

on_each_database!(a_form_that_was_sent_late_is_not_lost);
async fn a_form_that_was_sent_late_is_not_lost(app: App) {
    let mut browser = app.signed_in_browser().await;
    app.advance(400);
    let other = app.program().await;
    let fields = [("end", other.session_id())];
    let fields = [(fields[0].0, fields[0].1.as_str())];
    browser.submit("/account/sessions", &fields).await.is(307);
    let page = browser
        .submit_and_follow("/account/sessions", &fields)
        .await;
    assert!(page.page(200).contains("This device"));
    other.get("/api/me").await.problem(401, "session_revoked");
}

on_each_database!(a_stranger_and_another_site_end_nothing);
async fn a_stranger_and_another_site_end_nothing(app: App) {
    let program = app.program().await;
    assert_eq!(
        app.browser()
            .submit("/account/sessions", &[("others", "all")])
            .await
            .redirect(307),
        "/login?next=/account/sessions"
    );
    let browser = app.signed_in_browser().await;
    let ask = crate::support::Ask::post("/account/sessions")
        .cookies(&browser.cookies_for("/account/sessions"));
    let answer = ask
        .header("sec-fetch-site", "cross-site")
        .form(&[("others", "all")])
        .to(&app)
        .await;
    answer.problem(403, "cross_origin");
    program.get("/api/me").await.is(200);
}

on_each_database!(
    a_session_that_ran_out_counts_as_ended,
    &[
        ("LATCHKEY_REFRESH_IDLE_TTL", "1h"),
        ("LATCHKEY_SESSION_MAX_AGE", "3h")
    ]
);
async fn a_session_that_ran_out_counts_as_ended(app: App) {
    let (idle, mut aged) = (app.other_program().await, app.other_program().await);
    for _ in 0..3 {
        app.advance(50 * 60);
        aged.refresh().await.is(200);
    }
    app.advance(40 * 60);
    let mut browser = fresh_browser(&app).await;
    let devices = listed(&mut browser).await;
    assert_eq!(ids(&devices["active"]), [sid(&mut browser).await]);
    assert_eq!(
        ids(&devices["ended"]),
        [aged.session_id(), idle.session_id()],
        "the latest end first"
    );
    let ending = |id: &str| {
        (
            one(&devices["ended"], id)["ending"].clone(),
            one(&devices["ended"], id)["at"].clone(),
        )
    };
    assert_eq!(
        ending(&idle.session_id()),
        ("idle".into(), "2027-01-15T09:00:00Z".into())
    );
    assert_eq!(
        ending(&aged.session_id()),
        ("age".into(), "2027-01-15T11:00:00Z".into())
    );

    browser.call("end_other_sessions", &[]).await.is(200);
    browser
        .call("end_session", &[("id", &idle.session_id())])
        .await
        .is(200);
    assert_eq!(
        listed(&mut browser).await["ended"],
        devices["ended"],
        "what had run out had run out"
    );
    assert_eq!(
        app.number(
            "SELECT count(*) FROM events WHERE kind = 'session_revoked' AND ip = '127.0.0.1'"
        )
        .await,
        0
    );
}

on_each_database!(a_session_that_ended_a_month_ago_is_no_longer_shown);
async fn a_session_that_ended_a_month_ago_is_no_longer_shown(app: App) {
    let program = app.other_program().await;
    let mut browser = fresh_browser(&app).await;
    browser
        .call("end_session", &[("id", &program.session_id())])
        .await
        .is(200);
    for (days, shown) in [(13, true), (13, true), (5, false)] {
        app.advance(days * 86_400);
        browser.refresh().await.is(200);
        assert_eq!(
            listed(&mut browser).await["ended"]
                .to_string()
                .contains(&program.session_id()),
            shown
        );
    }
}
