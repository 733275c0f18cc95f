//! The description at `/api/openapi.json`, held against the router that it describes.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{App, Ask, EMAIL, PASSWORD, on_each_database};

/// The contract's HTTP table.
const OPERATIONS: &[(&str, &str)] = &[
    ("post", "/api/token"),
    ("get", "/api/token/refresh"),
    ("post", "/api/token/bound"),
    ("post", "/api/token/bound/start"),
    ("post", "/api/token/refresh"),
    ("post", "/api/token/revoke"),
    ("get", "/api/me"),
    ("get", "/api/notes"),
    ("post", "/api/notes"),
    ("delete", "/api/notes/{id}"),
    ("patch", "/api/notes/{id}"),
    ("post", "/api/users"),
    ("post", "/api/users/verify"),
    ("post", "/api/password/forgot"),
    ("post", "/api/password"),
    ("post", "/api/email"),
    ("post", "/api/proof"),
    ("get", "/api/admin/users"),
    ("post", "/api/admin/users/{id}/disable"),
    ("post", "/api/admin/users/{id}/enable"),
    ("post", "/api/admin/users/{id}/end-sessions"),
    ("post", "/api/admin/users/{id}/reset"),
    ("post", "/api/admin/users/{id}/role"),
    ("post", "/api/admin/invitations"),
    ("patch", "/api/me"),
    ("delete", "/api/me"),
    ("post", "/api/password/reset"),
    ("get", "/api/sessions"),
    ("delete", "/api/sessions"),
    ("delete", "/api/sessions/{id}"),
    ("get", "/api/activity"),
    ("get", "/api/data"),
    ("get", "/api/openapi.json"),
    ("get", "/healthz"),
    ("get", "/readyz"),
    ("get", "/.well-known/jwks.json"),
    ("get", "/.well-known/change-password"),
];

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

async fn description(app: &App) -> Value {
    let answer = app.anonymous().get("/api/openapi.json").await;
    assert_eq!(answer.is(200).header("content-type"), "application/json");
    answer.json()
}

/// Every operation with its method and path.
fn operations<'a>(description: &'a Value) -> Vec<(String, String, &'a Value)> {
    let paths = description["paths"].as_object().unwrap();
    let of_path = |(path, item): (&String, &'a Value)| -> Vec<_> {
        item.as_object()
            .unwrap()
            .iter()
            .map(|(method, operation)| (method.clone(), path.clone(), operation))
            .collect()
    };
    paths.iter().flat_map(of_path).collect()
}

/// Every object in the document.
fn walk<'a>(value: &'a Value, visit: &mut impl FnMut(&'a Value)) {
    visit(value);
    match value {
        Value::Object(members) => members.values().for_each(|member| walk(member, visit)),
        Value::Array(items) => items.iter().for_each(|item| walk(item, visit)),
        _ => {}
    }
}

on_each_database!(it_names_what_the_contract_names);
async fn it_names_what_the_contract_names(app: App) {
    let description = description(&app).await;
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1."));
    let described: BTreeSet<(String, String)> = operations(&description)
        .into_iter()
        .map(|(method, path, _)| (method, path))
        .collect();
    let promised = OPERATIONS
        .iter()
        .map(|(method, path)| ((*method).to_owned(), (*path).to_owned()))
        .collect();
    assert_eq!(described, promised);
}

on_each_database!(a_path_answers_the_methods_that_it_names_and_no_other);
async fn a_path_answers_the_methods_that_it_names_and_no_other(app: App) {
    for (path, item) in description(&app).await["paths"].as_object().unwrap() {
        for method in METHODS {
            let answer = Ask::new(&method.to_uppercase(), &path.replace("{id}", "nobodys"))
                .to(&app)
                .await;
            assert_eq!(
                answer.status != 405,
                item.get(method).is_some(),
                "{method} {path}: {answer:?}"
            );
        }
    }
}

on_each_database!(every_operation_says_who_it_is_and_how_it_fails);
async fn every_operation_says_who_it_is_and_how_it_fails(app: App) {
    let description = description(&app).await;
    let mut ids = BTreeSet::new();
    for (method, path, operation) in operations(&description) {
        assert!(operation["summary"].is_string(), "{method} {path}");
        assert!(
            ids.insert(operation["operationId"].as_str().unwrap().to_owned()),
            "{method} {path} shares its name"
        );
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.contains_key("413"), "{method} {path}");
        assert_eq!(
            responses.contains_key("403"),
            method != "get" || path.starts_with("/api/admin"),
            "{method} {path}"
        );
        let is_protected = operation["security"].to_string().contains("bearer");
        assert_eq!(
            responses
                .get("401")
                .is_some_and(|refused| refused["headers"]["WWW-Authenticate"].is_object()),
            is_protected
        );
        if let Some(away) = responses.get("503") {
            assert!(
                away["headers"]["Retry-After"].is_object(),
                "{method} {path}"
            );
        }
        for (status, response) in responses
            .iter()
            .filter(|(status, _)| status.as_str() >= "400")
        {
            let schema = &response["content"]["application/problem+json"]["schema"];
            let codes = &schema["allOf"][1]["properties"]["code"]["enum"];
            assert!(
                codes.as_array().is_some_and(|codes| !codes.is_empty()),
                "{method} {path} {status}: {schema}"
            );
        }
    }
}

on_each_database!(nothing_in_it_points_nowhere);
async fn nothing_in_it_points_nowhere(app: App) {
    let description = description(&app).await;
    let mut references = 0;
    walk(&description, &mut |value| {
        if let Some(reference) = value["$ref"].as_str() {
            assert!(
                description
                    .pointer(reference.strip_prefix('#').unwrap())
                    .is_some(),
                "{reference}"
            );
            references += 1;
        }
    });
    assert!(references > 10);
    for (method, path, operation) in operations(&description) {
        for requirement in operation["security"].as_array().into_iter().flatten() {
            for scheme in requirement.as_object().unwrap().keys() {
                assert!(
                    description["components"]["securitySchemes"][scheme].is_object(),
                    "{method} {path}: {scheme}"
                );
            }
        }
    }
}

async fn cookie_names(app: &App) -> [String; 3] {
    let description = description(app).await;
    let name = |scheme: &str| {
        description["components"]["securitySchemes"][scheme]["name"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    ["claims_cookie", "proof_cookie", "refresh_cookie"].map(name)
}

on_each_database!(the_cookies_have_the_names_that_they_have_here);
async fn the_cookies_have_the_names_that_they_have_here(app: App) {
    assert_eq!(
        cookie_names(&app).await,
        ["lk_claims", "lk_proof", "lk_refresh"]
    );
}

on_each_database!(
    over_https_the_cookies_have_prefixes,
    &[("LATCHKEY_BASE_URL", "https://latchkey.test")]
);
async fn over_https_the_cookies_have_prefixes(app: App) {
    assert_eq!(
        cookie_names(&app).await,
        ["__Host-lk_claims", "__Host-lk_proof", "__Secure-lk_refresh"]
    );
}

on_each_database!(the_limits_are_those_that_are_kept);
async fn the_limits_are_those_that_are_kept(app: App) {
    let description = description(&app).await;
    let schemas = &description["components"]["schemas"];
    let longest = |schema: &str, field: &str| {
        usize::try_from(
            schemas[schema]["properties"][field]["maxLength"]
                .as_u64()
                .unwrap(),
        )
        .unwrap()
    };
    let program = app.program().await;
    let note = longest("NewNote", "text");
    program
        .post(
            "/api/notes",
            &serde_json::json!({ "text": "가".repeat(note) }),
        )
        .await
        .is(201);
    program
        .post(
            "/api/notes",
            &serde_json::json!({ "text": "가".repeat(note + 1) }),
        )
        .await
        .problem(422, "invalid_input");
    let address = |length: usize| format!("{}@b.c", "a".repeat(length - 4));
    let email = longest("Credentials", "email");
    app.anonymous()
        .sign_in(&address(email), PASSWORD)
        .await
        .problem(401, "invalid_credentials");
    app.anonymous()
        .sign_in(&address(email + 1), PASSWORD)
        .await
        .problem(422, "invalid_input");
    app.anonymous().sign_in(EMAIL, PASSWORD).await.is(200);
}
