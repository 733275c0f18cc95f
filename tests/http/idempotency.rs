//! `Idempotency-Key`: a note that is sent again is the same note.

use futures::future::join_all;
use serde_json::{Value, json};

use crate::support::{Answer, App, Ask, Program, on_each_database};

const COUNT: &str = "SELECT count(*) FROM notes WHERE text LIKE 'once%'";

async fn send(app: &App, program: &Program<'_>, key: &str, text: &str) -> Answer {
    Ask::post("/api/notes")
        .bearer(&program.access)
        .header("idempotency-key", key)
        .json(&json!({"text": text}))
        .to(app)
        .await
}

on_each_database!(a_repeated_request_is_answered_with_the_same_note);
async fn a_repeated_request_is_answered_with_the_same_note(app: App) {
    let program = app.program().await;
    let first = send(&app, &program, "k-1", "once").await.is(201).json();
    app.advance(60);
    assert_eq!(
        send(&app, &program, "k-1", "once").await.is(201).json(),
        first
    );
    // The same key as a structured field, and the same text as a form would send it.
    assert_eq!(
        send(&app, &program, "\"k-1\"", " once ")
            .await
            .is(201)
            .json(),
        first
    );
    assert_eq!(app.number(COUNT).await, 1);
    assert_ne!(
        send(&app, &program, "k-2", "once").await.is(201).json(),
        first
    );
    assert_eq!(app.number(COUNT).await, 2);
}

on_each_database!(a_request_sent_many_times_at_once_to_two_instances_is_one_note);
async fn a_request_sent_many_times_at_once_to_two_instances_is_one_note(app: App) {
    let beside = app.beside(&[]).await;
    let program = app.program().await;
    let answers = join_all((0..16).map(|turn| {
        send(
            if turn % 2 == 0 { &app } else { &beside },
            &program,
            "k",
            "once",
        )
    }))
    .await;
    let notes: Vec<Value> = answers.iter().map(|answer| answer.is(201).json()).collect();
    assert!(notes.iter().all(|note| *note == notes[0]), "{notes:?}");
    assert_eq!(app.number(COUNT).await, 1);
}

on_each_database!(a_key_of_another_text_is_refused_and_belongs_to_its_user);
async fn a_key_of_another_text_is_refused_and_belongs_to_its_user(app: App) {
    let (program, other) = (app.program().await, app.other_program().await);
    send(&app, &program, "k", "once").await.is(201);
    send(&app, &program, "k", "once more")
        .await
        .problem(422, "idempotency_key_reused");
    assert_eq!(app.number(COUNT).await, 1);
    send(&app, &other, "k", "once more").await.is(201);
}

on_each_database!(a_key_that_cannot_be_kept_is_refused);
async fn a_key_that_cannot_be_kept_is_refused(app: App) {
    let program = app.program().await;
    for (key, code) in [
        ("", "required"),
        ("a b", "invalid_character"),
        ("가", "invalid_character"),
        (&"k".repeat(129), "too_long"),
    ] {
        let problem = send(&app, &program, key, "once")
            .await
            .problem(422, "invalid_input");
        assert_eq!(problem["errors"], json!({"idempotency_key": code}));
    }
    let twice = Ask::post("/api/notes")
        .bearer(&program.access)
        .headers(&[("idempotency-key", "a"), ("idempotency-key", "b")]);
    twice
        .json(&json!({"text": "once"}))
        .to(&app)
        .await
        .problem(422, "invalid_input");
    assert_eq!(app.number(COUNT).await, 0);
}

on_each_database!(a_form_sent_twice_is_one_note);
async fn a_form_sent_twice_is_one_note(app: App) {
    let mut browser = app.signed_in_browser().await;
    let key = key_of(browser.visit("/notes").await.page(200));
    for _ in 0..3 {
        browser
            .submit("/notes", &[("text", "once"), ("idempotency_key", &key)])
            .await
            .is(303);
    }
    assert_eq!(app.number(COUNT).await, 1);
    assert_ne!(
        key_of(browser.visit("/notes").await.page(200)),
        key,
        "a new form has a new key"
    );
    // The interceptor's replay of a server function is the same request too.
    browser
        .call("add_note", &[("text", "once"), ("idempotency_key", &key)])
        .await
        .is(200);
    assert_eq!(app.number(COUNT).await, 1);
}

on_each_database!(a_form_with_a_spent_key_keeps_its_text_and_gets_another_key);
async fn a_form_with_a_spent_key_keeps_its_text_and_gets_another_key(app: App) {
    let mut browser = app.signed_in_browser().await;
    let key = key_of(browser.visit("/notes").await.page(200));
    browser
        .submit("/notes", &[("text", "once"), ("idempotency_key", &key)])
        .await
        .is(303);
    let answer = browser
        .submit(
            "/notes",
            &[("text", "once more"), ("idempotency_key", &key)],
        )
        .await;
    let page = answer.page(422);
    assert!(
        page.contains("data-error-code=\"idempotency_key_reused\"") && page.contains("once more")
    );
    let another = key_of(page);
    assert_ne!(another, key);
    browser
        .submit(
            "/notes",
            &[("text", "once more"), ("idempotency_key", &another)],
        )
        .await
        .is(303);
    assert_eq!(app.number(COUNT).await, 2);
    // A form that was refused for its text is still the same form.
    let key = key_of(browser.visit("/notes").await.page(200));
    let refused = browser
        .submit("/notes", &[("text", " "), ("idempotency_key", &key)])
        .await;
    assert_eq!(key_of(refused.page(422)), key);
}

/// The key of the form on a page.
fn key_of(page: &str) -> String {
    let (_, tag) = page.split_once("name=\"idempotency_key\"").unwrap();
    let (tag, _) = tag.split_once('>').unwrap();
    let (_, value) = tag.split_once("value=\"").unwrap();
    value.split('"').next().unwrap().to_owned()
}

on_each_database!(
    a_key_outlives_the_session_for_what_waits_in_an_outbox,
    &[("LATCHKEY_REFRESH_IDLE_TTL", "7d")]
);
async fn a_key_outlives_the_session_for_what_waits_in_an_outbox(app: App) {
    let program = app.program().await;
    let first = send(&app, &program, "k", "once").await.is(201).json();
    app.advance(8 * 86_400);
    app.application.domain.purge().await.unwrap();
    let again = app.program().await;
    assert_eq!(send(&app, &again, "k", "once").await.is(201).json(), first);
    app.advance(2 * 86_400);
    app.application.domain.purge().await.unwrap();
    assert_eq!(
        app.number("SELECT count(*) FROM idempotency_keys").await,
        0,
        "nobody sends it any more"
    );
}
