//! A method that a path does not have, and a path that is not there.

use crate::support::{App, Ask, on_each_database};

const PATHS: [(&str, &[&str]); 12] = [
    ("/api/token", &["POST"]),
    ("/api/token/refresh", &["GET", "POST"]),
    ("/api/token/revoke", &["POST"]),
    ("/api/me", &["DELETE", "GET", "HEAD", "PATCH"]),
    ("/api/notes", &["GET", "HEAD", "POST"]),
    (
        "/api/notes/01939f2e-0000-7000-8000-000000000001",
        &["DELETE", "PATCH"],
    ),
    ("/api/data", &["GET", "HEAD"]),
    ("/api/openapi.json", &["GET", "HEAD"]),
    ("/healthz", &["GET", "HEAD"]),
    ("/readyz", &["GET", "HEAD"]),
    ("/.well-known/jwks.json", &["GET", "HEAD"]),
    ("/.well-known/change-password", &["GET", "HEAD"]),
];

on_each_database!(another_method_is_not_allowed_and_the_answer_says_which_are);
async fn another_method_is_not_allowed_and_the_answer_says_which_are(app: App) {
    for (path, methods) in PATHS {
        for method in [
            "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND",
        ] {
            if methods.contains(&method) {
                continue;
            }
            let answer = Ask::new(method, path).to(&app).await;
            answer.is(405);
            let allowed: Vec<&str> = answer.header("allow").split(',').map(str::trim).collect();
            assert!(
                methods.iter().all(|method| allowed.contains(method)),
                "{method} {path}: {allowed:?} without {methods:?}"
            );
            assert!(!allowed.contains(&method), "{method} {path}: {allowed:?}");
            if method != "HEAD" {
                answer.problem(405, "method_not_allowed");
            }
        }
    }
}

on_each_database!(pages_have_no_other_methods_either);
async fn pages_have_no_other_methods_either(app: App) {
    for (method, path) in [
        ("PUT", "/login"),
        ("DELETE", "/notes"),
        ("POST", "/"),
        ("GET", "/logout"),
    ] {
        Ask::new(method, path)
            .to(&app)
            .await
            .problem(405, "method_not_allowed");
    }
}

on_each_database!(what_is_not_there_is_a_problem_where_programs_look_for_it);
async fn what_is_not_there_is_a_problem_where_programs_look_for_it(app: App) {
    let program = app.program().await;
    for path in [
        "/api",
        "/api/",
        "/api/nothing",
        "/api/token/nothing",
        "/api/me/",
        "/api/fn/nothing",
        "/api/fn/",
        "/api//me",
        "/api/%00",
    ] {
        program.get(path).await.problem(404, "not_found");
        Ask::post(path).to(&app).await.problem(404, "not_found");
    }
    for path in [
        "/.well-known/nothing",
        "/.well-known/",
        "/.well-known/openid-configuration",
        "/.well-known",
    ] {
        app.anonymous().get(path).await.problem(404, "not_found");
    }
}
