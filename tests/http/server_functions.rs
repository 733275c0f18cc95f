//! The server functions under `/api/fn`, as the interceptor calls them.

use crate::support::{ADMIN, App, Ask, EMAIL, ORIGIN, PASSWORD, on_each_database};

const PROTECTED: [(&str, &[(&str, &str)]); 7] = [
    ("list_notes", &[]),
    ("add_note", &[("text", "x")]),
    ("delete_note", &[("id", "x")]),
    ("list_devices", &[]),
    ("end_session", &[("id", "x")]),
    ("end_other_sessions", &[]),
    ("list_activity", &[]),
];
const OPEN: [&str; 2] = ["sign_in", "sign_out"];

on_each_database!(a_person_signs_in_reads_writes_and_signs_out);
async fn a_person_signs_in_reads_writes_and_signs_out(app: App) {
    let mut browser = app.browser();
    let answer = browser
        .call("sign_in", &[("email", EMAIL), ("password", PASSWORD)])
        .await;
    assert_eq!(answer.is(200).json()["email"], EMAIL);
    for name in ["lk_claims", "lk_proof", "lk_refresh"] {
        let value = browser.cookie(name);
        assert!(
            !value.is_empty() && !answer.text().contains(value),
            "{name} belongs into a cookie and nowhere else"
        );
    }
    let note = browser
        .call("add_note", &[("text", "한 & 둘 + 셋")])
        .await
        .is(200)
        .json();
    assert_eq!(note["text"], "한 & 둘 + 셋");
    assert_eq!(
        browser.call("list_notes", &[]).await.is(200).json()["notes"][0],
        note
    );
    browser
        .call("delete_note", &[("id", note["id"].as_str().unwrap())])
        .await
        .is(200);
    assert_ne!(
        browser.call("list_notes", &[]).await.is(200).json()["notes"][0],
        note
    );
    let mut copy = browser.clone();
    browser.call("sign_out", &[]).await.is(200);
    assert!(browser.has_no_cookies());
    copy.refresh().await.problem(401, "refresh_revoked");
    copy.call("list_notes", &[]).await.is(401);
}

on_each_database!(without_a_good_token_the_answer_is_401_and_says_how);
async fn without_a_good_token_the_answer_is_401_and_says_how(app: App) {
    let (mut stale, mut ended, mut invalid) = (
        app.signed_in_browser().await,
        app.signed_in_browser().await,
        app.signed_in_browser().await,
    );
    invalid.tamper("lk_proof", "AAAA");
    app.advance(400);
    let fresh = app.signed_in_browser().await;
    ended.clone_from(&fresh);
    ended.clone().submit("/logout", &[]).await.is(303);
    for (function, fields) in PROTECTED {
        for (browser, code) in [
            (&mut app.browser(), "token_missing"),
            (&mut invalid, "token_invalid"),
            (&mut stale, "token_expired"),
            (&mut ended, "session_revoked"),
        ] {
            let answer = browser.call(function, fields).await;
            assert_eq!(
                answer.sets_no_cookie().is(401).json()["code"],
                code,
                "{function}"
            );
            let challenge = answer.header("www-authenticate");
            assert!(challenge.starts_with("Bearer "), "{function}: {answer:?}");
            assert_eq!(
                challenge.contains("error=\"invalid_token\""),
                code != "token_missing",
                "{function}: {challenge}"
            );
        }
    }
}

on_each_database!(a_refusal_has_its_status);
async fn a_refusal_has_its_status(app: App) {
    let mut browser = app.signed_in_browser().await;
    let empty = browser.call("add_note", &[("text", "  ")]).await;
    assert_eq!(empty.is(422).json()["fields"]["text"], "required");
    assert_eq!(
        browser
            .call("delete_note", &[("id", "nothing")])
            .await
            .is(404)
            .json()["code"],
        "not_found"
    );
    let wrong = app
        .browser()
        .call("sign_in", &[("email", EMAIL), ("password", "wrong")])
        .await;
    assert_eq!(
        wrong.sets_no_cookie().is(401).json()["code"],
        "invalid_credentials"
    );
    let empty = app
        .browser()
        .call("sign_in", &[("email", ""), ("password", "")])
        .await;
    assert_eq!(
        empty.sets_no_cookie().is(422).json()["fields"],
        serde_json::json!({"email": "required", "password": "required"})
    );
}

on_each_database!(too_many_guesses_are_limited_here_too);
async fn too_many_guesses_are_limited_here_too(app: App) {
    for _ in 0..50 {
        if app
            .browser()
            .call("sign_in", &[("email", ADMIN), ("password", "a guess")])
            .await
            .status
            == 429
        {
            return;
        }
    }
    panic!("fifty wrong passwords in a row, and no end");
}

on_each_database!(arguments_that_cannot_be_read_are_the_callers_mistake);
async fn arguments_that_cannot_be_read_are_the_callers_mistake(app: App) {
    let mut browser = app.signed_in_browser().await;
    for function in ["add_note", "delete_note", "end_session", "sign_in"] {
        browser.call(function, &[]).await.is(400);
        browser.call(function, &[("other", "x")]).await.is(400);
        for body in [
            &b"\xff\xfe"[..],
            b"text=%FF%FE&id=%FF&email=%FF&password=%FF&text[a]=1",
            b"text=1&text=2&id=1&id=2",
        ] {
            let ask = Ask::post(&format!("/api/fn/{function}"))
                .header("content-type", "application/x-www-form-urlencoded");
            let answer = ask
                .header("origin", ORIGIN)
                .body(body.to_vec())
                .to(&app)
                .await;
            assert!(answer.status.is_client_error(), "{function}: {answer:?}");
        }
    }
}

on_each_database!(they_only_answer_to_post);
async fn they_only_answer_to_post(app: App) {
    for function in PROTECTED
        .map(|(function, _)| function)
        .into_iter()
        .chain(OPEN)
    {
        for method in ["GET", "PUT", "DELETE"] {
            Ask::new(method, &format!("/api/fn/{function}"))
                .to(&app)
                .await
                .is(405);
        }
    }
}

on_each_database!(all_of_them_are_where_the_router_looks_for_them);
async fn all_of_them_are_where_the_router_looks_for_them(app: App) {
    app.anonymous().get("/healthz").await.is(200);
    let mut paths: Vec<&str> = server_fn::axum::server_fn_paths()
        .map(|(path, _)| path)
        .collect();
    paths.sort_unstable();
    let below = |path: &&str| {
        path.strip_prefix(latchkey::paths::SERVER_FUNCTIONS)
            .is_some_and(|rest| rest.starts_with('/'))
    };
    assert!(paths.iter().all(below), "{paths:?}");
    for function in PROTECTED
        .map(|(function, _)| function)
        .into_iter()
        .chain(OPEN)
    {
        assert!(
            paths.contains(&format!("/api/fn/{function}").as_str()),
            "{function} is not among {paths:?}"
        );
    }
    for function in [
        latchkey::paths::SIGN_IN_FUNCTION,
        latchkey::paths::SIGN_OUT_FUNCTION,
    ] {
        assert!(
            paths.contains(&function),
            "{function} is not among {paths:?}"
        );
    }
}
