//! Junk of all kinds: whatever is sent, the answer keeps the rules, and is never 500.

use crate::support::{App, Ask, on_each_database};

const METHODS: [&str; 10] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW",
];

const PATHS: [&str; 46] = [
    "/",
    "/login",
    "/notes",
    "/account",
    "/logout",
    "/signup",
    "/nothing",
    "/admin/users",
    "/healthz",
    "/readyz",
    "/api",
    "/api/",
    "/api/token",
    "/api/token/refresh",
    "/api/token/revoke",
    "/api/me",
    "/api/notes",
    "/api/notes/",
    "/api/notes/x",
    "/api/notes/%00",
    "/api/notes/%FF",
    "/api/notes/a%2Fb",
    "/api/data",
    "/api/fn/",
    "/api/fn/sign_in",
    "/api/fn/sign_out",
    "/api/fn/list_notes",
    "/api/fn/add_note",
    "/api/fn/delete_note",
    "/api/fn/nothing",
    "/api/openapi.json",
    "/.well-known/jwks.json",
    "/.well-known/x",
    "/.well-known/change-password",
    "/pkg/",
    "/pkg/..%2f..%2fCargo.toml",
    "/pkg/%00",
    "/favicon.svg",
    "/robots.txt",
    "/..",
    "/%2e%2e/%2e%2e/etc/passwd",
    "//",
    "/\u{7e}",
    "/%FF%FE",
    "/%F0%9F%99%82",
    "/a/very/long/path/that/leads/nowhere/at/all",
];

const QUERIES: [&str; 12] = [
    "",
    "?",
    "?next=/notes",
    "?next=//evil.example",
    "?next=%FF",
    "?next=/x&next=/y",
    "?lang=ko",
    "?lang=%00",
    "?next",
    "?=&=&&",
    "?a[b]=c",
    "?access_token=x",
];

const BODIES: [&[u8]; 14] = [
    b"",
    b"{}",
    b"[]",
    b"null",
    b"{\"email\":\"demo@latchkey.test\",\"password\":\"guess\"}",
    b"{\"text\":\"\\u0000\"}",
    b"{\"text\":\"\\ud800\"}",
    b"{\"refresh_token\":\"lkr_AAAA\"}",
    b"email=demo%40latchkey.test&password=guess",
    b"text=%00&delete=%00",
    b"text=x&id=%FF",
    b"\xff\xfe\x00",
    b"delete=..",
    b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
];

const HEADERS: [&[(&str, &str)]; 16] = [
    &[],
    &[("content-type", "application/json")],
    &[
        ("content-type", "application/json; charset=utf-7"),
        ("sec-fetch-site", "same-origin"),
    ],
    &[
        ("content-type", "application/x-www-form-urlencoded"),
        ("sec-fetch-site", "same-origin"),
    ],
    &[
        ("content-type", "application/x-www-form-urlencoded"),
        ("origin", "http://localhost:3000"),
        ("accept", "text/html"),
    ],
    &[
        ("content-type", "multipart/form-data; boundary=x"),
        ("sec-fetch-site", "same-origin"),
    ],
    &[("content-type", "\u{b5}")],
    &[("authorization", "Bearer a.b.c")],
    &[
        ("authorization", "Bearer"),
        ("cookie", "lk_claims=a.b; lk_proof=c; lk_refresh=lkr_x"),
    ],
    &[
        ("cookie", "=; ;;lk_claims; lk_claims=; lk_proof=\u{b5}"),
        ("accept", "text/html"),
    ],
    &[
        ("accept-language", "\u{b5},;q=,*;q=9e9"),
        ("accept", "*/*"),
        ("accept-encoding", "gzip;q=x"),
    ],
    &[
        ("x-forwarded-for", "::::"),
        ("forwarded", "for=\"\\"),
        ("user-agent", "\u{b5}\u{b5}"),
    ],
    &[
        ("content-length", "nonsense"),
        ("transfer-encoding", "nonsense"),
    ],
    &[
        ("range", "bytes=9-1"),
        ("if-none-match", "*"),
        ("if-modified-since", "never"),
    ],
    &[
        ("x-request-id", "\u{b5}"),
        ("host", "evil.example"),
        ("referer", "https://evil.example"),
        ("accept", "text/html"),
    ],
    &[
        ("sec-purpose", "prefetch"),
        ("expect", "100-continue"),
        ("upgrade", "websocket"),
        ("connection", "upgrade"),
    ],
];

/// Every path with every method; with each, other queries, headers and bodies in turn.
async fn junk(app: &App, cookies: &str, round: usize) {
    for (p, path) in PATHS.iter().enumerate() {
        for (m, method) in METHODS.iter().enumerate() {
            let at = round * 7 + p * METHODS.len() + m;
            let ask = Ask::new(method, &format!("{path}{}", QUERIES[at % QUERIES.len()]));
            let ask = ask
                .headers(HEADERS[(at / 3 + round) % HEADERS.len()])
                .cookies(cookies);
            ask.body(BODIES[(at / 5 + round * 3) % BODIES.len()])
                .to(app)
                .await;
        }
    }
}

on_each_database!(a_stranger_breaks_nothing, &[("LATCHKEY_RATE_LIMIT", "off")]);
async fn a_stranger_breaks_nothing(app: App) {
    for round in 0..6 {
        junk(&app, "", round).await;
    }
}

on_each_database!(
    nor_does_somebody_who_is_signed_in,
    &[("LATCHKEY_RATE_LIMIT", "off")]
);
async fn nor_does_somebody_who_is_signed_in(app: App) {
    for round in 0..4 {
        // The round before may have signed the person out.
        let browser = app.signed_in_browser().await;
        junk(&app, &browser.cookies_for("/api/token/refresh"), round).await;
    }
}

on_each_database!(every_byte_may_stand_in_a_path);
async fn every_byte_may_stand_in_a_path(app: App) {
    let program = app.program().await;
    for byte in 0..=255_u8 {
        for path in [
            format!("/%{byte:02X}"),
            format!("/api/notes/%{byte:02x}"),
            format!("/notes?next=%{byte:02X}"),
        ] {
            program.get(&path).await;
            program.delete(&path).await;
        }
    }
}

on_each_database!(a_name_that_no_file_can_have_is_not_found);
async fn a_name_that_no_file_can_have_is_not_found(app: App) {
    for name in [
        "a".repeat(300),
        "a%00b".to_owned(),
        "%FF".to_owned(),
        format!("{}a", "a/".repeat(1000)),
    ] {
        for path in [
            format!("/pkg/{name}"),
            format!("/{name}"),
            format!("/.well-known/{name}"),
            format!("/api/{name}"),
        ] {
            app.anonymous().get(&path).await.is(404);
        }
    }
}
