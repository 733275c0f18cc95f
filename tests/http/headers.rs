//! The headers that every answer carries.

use crate::support::{App, Ask, on_each_database};

on_each_database!(a_page_runs_only_the_scripts_that_it_came_with);
async fn a_page_runs_only_the_scripts_that_it_came_with(app: App) {
    let mut browser = app.signed_in_browser().await;
    let mut nonces = Vec::new();
    for path in ["/", "/notes", "/account", "/nothing"] {
        let answer = browser.visit(path).await;
        let policy = answer.header("content-security-policy").to_owned();
        for directive in [
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
            "script-src 'nonce-",
        ] {
            assert!(policy.contains(directive), "{path}: {policy}");
        }
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
            "{path}: {policy}"
        );
        let nonce = policy
            .split("'nonce-")
            .nth(1)
            .unwrap()
            .split('\'')
            .next()
            .unwrap()
            .to_owned();
        assert!(nonce.len() >= 16, "{policy}");
        for script in answer.text().split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            assert!(
                tag.contains(&format!("nonce=\"{nonce}\"")),
                "{path}: <script{tag}>"
            );
        }
        assert!(
            !answer.text().contains(" style=\""),
            "{path}: the policy forbids inline styles"
        );
        nonces.push(nonce);
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 4, "each page has a nonce of its own");
}

on_each_database!(a_refused_form_has_the_policy_of_a_page);
async fn a_refused_form_has_the_policy_of_a_page(app: App) {
    let answer = app
        .browser()
        .submit("/login", &[("email", "a@b.c"), ("password", "x")])
        .await;
    answer.page(401);
    assert!(
        answer
            .header("content-security-policy")
            .contains("script-src 'nonce-"),
        "{answer:?}"
    );
}

on_each_database!(what_is_no_page_may_load_nothing);
async fn what_is_no_page_may_load_nothing(app: App) {
    let program = app.program().await;
    for path in [
        "/api/me",
        "/api/nothing",
        "/healthz",
        "/.well-known/jwks.json",
    ] {
        let answer = program.get(path).await;
        assert!(
            answer
                .header("content-security-policy")
                .starts_with("default-src 'none'"),
            "{answer:?}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
}

on_each_database!(what_is_somebodys_own_is_kept_nowhere);
async fn what_is_somebodys_own_is_kept_nowhere(app: App) {
    let mut browser = app.signed_in_browser().await;
    for path in [
        "/",
        "/notes",
        "/account",
        "/login",
        "/nothing",
        "/api/me",
        "/api/token/refresh?next=/",
        "/api/data",
        "/api/nothing",
    ] {
        assert_eq!(
            browser.visit(path).await.header("cache-control"),
            "no-store",
            "{path}"
        );
    }
    assert_eq!(
        browser
            .submit("/notes", &[("text", "x")])
            .await
            .header("cache-control"),
        "no-store"
    );
    assert_eq!(
        browser
            .call("list_notes", &[])
            .await
            .header("cache-control"),
        "no-store"
    );
    assert_eq!(
        browser.submit("/logout", &[]).await.header("cache-control"),
        "no-store"
    );
}

on_each_database!(
    https_is_for_good,
    &[("LATCHKEY_BASE_URL", "https://latchkey.example")]
);
async fn https_is_for_good(app: App) {
    for path in ["/", "/api/me", "/nothing", "/healthz"] {
        let value = app
            .anonymous()
            .get(path)
            .await
            .header("strict-transport-security")
            .to_owned();
        let age: u64 = value
            .strip_prefix("max-age=")
            .and_then(|rest| rest.split(';').next()?.parse().ok())
            .unwrap_or(0);
        assert!(age >= 31_536_000, "{path}: {value}");
    }
}

on_each_database!(http_promises_nothing);
async fn http_promises_nothing(app: App) {
    let answer = Ask::get("/").to(&app).await;
    assert_eq!(answer.header("strict-transport-security"), "");
}
