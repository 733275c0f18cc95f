//! The pages of a development server.

use crate::support::{App, on_each_database};

on_each_database!(a_developer_sees_every_part);
async fn a_developer_sees_every_part(app: App) {
    let mut browser = app.browser();
    let parts = browser.visit("/dev/parts?lang=ko&theme=dark").await;
    let page = parts.page(200);
    for part in [
        "data-theme=\"dark\"",
        "이메일",
        "data-error-code=\"rate_limited\"",
        "class=\"toast\"",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("<script"), "it has no script");
}

on_each_database!(
    nobody_sees_them_in_production,
    &[
        ("LATCHKEY_BASE_URL", "https://latchkey.example"),
        ("LATCHKEY_ENV", "production"),
    ]
);
async fn nobody_sees_them_in_production(app: App) {
    app.browser().visit("/dev/parts").await.is(404);
}
