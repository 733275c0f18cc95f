//! Bodies that cannot be read: malformed, of the wrong kind, too long.

use axum::body::Body;
use futures::stream;

use crate::support::{App, Ask, Program, on_each_database};

const LIMIT: usize = 64 * 1024;
const JSON: [&str; 3] = ["/api/token", "/api/token/refresh", "/api/notes"];
const FORMS: [&str; 6] = [
    "/login",
    "/notes",
    "/logout",
    "/api/fn/sign_in",
    "/api/fn/add_note",
    "/api/fn/sign_out",
];

fn post(program: &Program<'_>, path: &str) -> Ask {
    Ask::post(path)
        .bearer(&program.access)
        .header("sec-fetch-site", "same-origin")
}

/// A body in pieces and of unknown length, as `Transfer-Encoding: chunked` brings it.
fn chunked(length: usize) -> Body {
    let chunks =
        (0..length.div_ceil(1024)).map(move |chunk| "x".repeat((length - chunk * 1024).min(1024)));
    Body::from_stream(stream::iter(chunks.map(Ok::<_, std::io::Error>)))
}

on_each_database!(what_is_no_json_is_malformed);
async fn what_is_no_json_is_malformed(app: App) {
    let program = app.program().await;
    for path in JSON {
        for body in [
            "{",
            "nonsense",
            "{\"email\":}",
            "\"text\"",
            "[1",
            "{\"email\":1,\"text\":1,\"refresh_token\":1}",
            "{\"email\":\"\\ud800\",\"text\":\"\\ud800\",\"refresh_token\":\"\\ud800\"}",
        ] {
            let answer = post(&program, path)
                .header("content-type", "application/json")
                .body(body)
                .to(&app)
                .await;
            answer.problem(400, "malformed");
        }
        let answer = post(&program, path)
            .header("content-type", "application/json")
            .body(vec![b'"', 0xff, b'"'])
            .to(&app)
            .await;
        answer.problem(400, "malformed");
    }
}

on_each_database!(another_content_type_is_refused);
async fn another_content_type_is_refused(app: App) {
    let program = app.program().await;
    for path in JSON {
        for content_type in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "text/json",
            "",
        ] {
            let answer = post(&program, path)
                .header("content-type", content_type)
                .body("{}")
                .to(&app)
                .await;
            answer.problem(415, "unsupported_media_type");
        }
        post(&program, path)
            .body("{}")
            .to(&app)
            .await
            .problem(415, "unsupported_media_type");
    }
    post(&program, "/api/notes")
        .header("content-type", "Application/JSON; charset=utf-8")
        .body("{\"text\":\"x\"}")
        .to(&app)
        .await
        .is(201);
}

on_each_database!(a_body_that_says_it_is_too_long_is_refused);
async fn a_body_that_says_it_is_too_long_is_refused(app: App) {
    let program = app.program().await;
    for path in JSON.into_iter().chain(FORMS) {
        let ask = post(&program, path).header("content-length", &(LIMIT + 1).to_string());
        ask.header("content-type", content_type(path))
            .body("x".repeat(LIMIT + 1))
            .to(&app)
            .await
            .problem(413, "payload_too_large");
    }
}

on_each_database!(a_body_that_turns_out_too_long_is_refused);
async fn a_body_that_turns_out_too_long_is_refused(app: App) {
    let program = app.program().await;
    for path in JSON.into_iter().chain(FORMS) {
        let ask = post(&program, path).header("content-type", content_type(path));
        ask.body(chunked(LIMIT + 1))
            .to(&app)
            .await
            .problem(413, "payload_too_large");
    }
}

on_each_database!(a_body_of_just_that_length_is_read);
async fn a_body_of_just_that_length_is_read(app: App) {
    for body in [Body::from("x".repeat(LIMIT)), chunked(LIMIT)] {
        read_in_full(&app, body).await;
    }
}

async fn read_in_full(app: &App, body: Body) {
    let ask = Ask::post("/api/token")
        .header("content-type", "application/json")
        .header("content-length", &LIMIT.to_string());
    ask.body(body).to(app).await.problem(400, "malformed");
}

fn content_type(path: &str) -> &'static str {
    if JSON.contains(&path) {
        "application/json"
    } else {
        "application/x-www-form-urlencoded"
    }
}
