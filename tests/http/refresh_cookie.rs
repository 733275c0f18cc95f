//! `POST /api/token/refresh` with the cookie: the interceptor refreshes.

use crate::support::{Answer, App, Ask, Cookie, ORIGIN, on_each_database};

const FOURTEEN_DAYS: i64 = 14 * 86_400;

fn session_cookies(answer: &Answer) -> [Cookie; 3] {
    let of_the_session = |cookie: &Cookie| !cookie.name.ends_with("lk_device");
    let cookies: Vec<Cookie> = answer
        .cookies()
        .into_iter()
        .filter(of_the_session)
        .collect();
    cookies
        .try_into()
        .unwrap_or_else(|cookies| panic!("not three: {cookies:?}"))
}

fn flags(cookie: &Cookie) -> (&str, &str, &str, bool, bool, Option<i64>) {
    (
        &cookie.name,
        &cookie.path,
        &cookie.same_site,
        cookie.http_only,
        cookie.secure,
        cookie.max_age,
    )
}

on_each_database!(the_tokens_come_in_cookies_and_nowhere_else);
async fn the_tokens_come_in_cookies_and_nowhere_else(app: App) {
    let mut browser = app.signed_in_browser().await;
    let before = browser.clone();
    let answer = browser.refresh().await;
    assert_eq!(
        answer.is(200).json(),
        serde_json::json!({"expires_in": 300})
    );
    let [claims, proof, refresh] = session_cookies(&answer);
    assert_eq!(
        flags(&claims),
        ("lk_claims", "/", "Lax", false, false, Some(FOURTEEN_DAYS))
    );
    assert_eq!(
        flags(&proof),
        ("lk_proof", "/", "Lax", true, false, Some(FOURTEEN_DAYS))
    );
    assert_eq!(
        flags(&refresh),
        (
            "lk_refresh",
            "/api/token",
            "Lax",
            true,
            false,
            Some(FOURTEEN_DAYS)
        )
    );
    for (name, value) in [
        ("lk_claims", &claims.value),
        ("lk_proof", &proof.value),
        ("lk_refresh", &refresh.value),
    ] {
        assert!(!value.is_empty() && value != before.cookie(name), "{name}");
        assert!(
            name.len() + value.len() <= 4096,
            "browsers drop longer cookies"
        );
    }
    assert_eq!(
        claims.value.matches('.').count(),
        1,
        "no signature where script can read it"
    );
    assert_eq!(
        crate::support::decoded(claims.value.split('.').nth(1).unwrap())["gen"],
        2
    );
}

on_each_database!(
    over_https_they_are_secure_and_their_names_say_so,
    &[("LATCHKEY_BASE_URL", "https://latchkey.example")]
);
async fn over_https_they_are_secure_and_their_names_say_so(app: App) {
    let login = Ask::post("/login").header("sec-fetch-site", "same-origin");
    let login = login
        .form(&[
            ("email", crate::support::EMAIL),
            ("password", crate::support::PASSWORD),
        ])
        .to(&app)
        .await;
    let [claims, proof, refresh] = session_cookies(login.is(303));
    let device = login.cookies().pop().unwrap();
    assert_eq!(
        flags(&device),
        (
            "__Host-lk_device",
            "/",
            "Lax",
            true,
            true,
            Some(180 * 86_400)
        )
    );
    let cookies = format!("__Secure-lk_refresh={}", refresh.value);
    let refreshed = Ask::post("/api/token/refresh")
        .header("sec-fetch-site", "same-origin")
        .cookies(&cookies)
        .to(&app)
        .await;
    for [claims, proof, refresh] in [[claims, proof, refresh], session_cookies(refreshed.is(200))] {
        assert_eq!(
            flags(&claims),
            (
                "__Host-lk_claims",
                "/",
                "Lax",
                false,
                true,
                Some(FOURTEEN_DAYS)
            )
        );
        assert_eq!(
            flags(&proof),
            (
                "__Host-lk_proof",
                "/",
                "Lax",
                true,
                true,
                Some(FOURTEEN_DAYS)
            )
        );
        assert_eq!(
            flags(&refresh),
            (
                "__Secure-lk_refresh",
                "/api/token",
                "Lax",
                true,
                true,
                Some(FOURTEEN_DAYS)
            )
        );
    }
    let plain = Ask::post("/api/token/refresh")
        .cookies(&cookies.replace("__Secure-", ""))
        .header("sec-fetch-site", "same-origin");
    plain.to(&app).await.problem(401, "refresh_invalid");
}

on_each_database!(
    they_live_no_longer_than_the_session_may,
    &[("LATCHKEY_SESSION_MAX_AGE", "20d")]
);
async fn they_live_no_longer_than_the_session_may(app: App) {
    let mut browser = app.signed_in_browser().await;
    app.advance(13 * 86_400);
    for cookie in session_cookies(&browser.refresh().await) {
        assert_eq!(cookie.max_age, Some(7 * 86_400), "{}", cookie.name);
    }
}

on_each_database!(a_failed_refresh_sets_and_clears_no_cookie);
async fn a_failed_refresh_sets_and_clears_no_cookie(app: App) {
    let mut browser = app.signed_in_browser().await;
    let without = Ask::post("/api/token/refresh")
        .headers(&[("sec-fetch-site", "same-origin"), ("origin", ORIGIN)]);
    let answer = without.to(&app).await;
    answer.sets_no_cookie().problem(401, "refresh_invalid");

    let mut tampered = browser.clone();
    tampered.tamper("lk_refresh", "lkr_junk");
    tampered
        .refresh()
        .await
        .sets_no_cookie()
        .problem(401, "refresh_invalid");

    browser.clone().submit("/logout", &[]).await.is(303);
    browser
        .refresh()
        .await
        .sets_no_cookie()
        .problem(401, "refresh_revoked");
}

on_each_database!(another_site_cannot_make_a_browser_refresh);
async fn another_site_cannot_make_a_browser_refresh(app: App) {
    let browser = app.signed_in_browser().await;
    for site in ["cross-site", "same-site"] {
        let ask =
            Ask::post("/api/token/refresh").cookies(&browser.cookies_for("/api/token/refresh"));
        let ask = ask.headers(&[("sec-fetch-site", site), ("origin", "https://evil.example")]);
        ask.to(&app)
            .await
            .sets_no_cookie()
            .problem(403, "cross_origin");
    }
}
