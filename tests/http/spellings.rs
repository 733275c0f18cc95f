//! Paths that a browser could take for another host, and paths that end with a slash.

use crate::support::{App, Ask, on_each_database};

on_each_database!(a_path_that_could_be_a_host_is_not_there);
async fn a_path_that_could_be_a_host_is_not_there(app: App) {
    for path in [
        "//evil.test",
        "///evil.test",
        "//evil.test/",
        "/\\evil.test",
        "/%5Cevil.test",
        "/%2f/evil.test",
        "/%2Fevil.test",
        "/%5c%5cevil.test/",
        "//evil.test?lang=ko",
    ] {
        let answer = app.browser().visit(path).await;
        assert!(
            !answer.page(404).contains("evil.test"),
            "{path}: {answer:?}"
        );
        assert_eq!(answer.header("location"), "", "{path}");
        Ask::get(path).to(&app).await.problem(404, "not_found");
    }
}

on_each_database!(a_page_links_its_languages_to_itself);
async fn a_page_links_its_languages_to_itself(app: App) {
    for path in [
        "/login?next=/notes%3Fa",
        "/nothing//at/all?lang=ko",
        "/nothing",
    ] {
        let answer = app.browser().visit(path).await;
        let links: Vec<&str> = answer
            .text()
            .split("hreflang")
            .map(|before| before.rsplit("href=\"").next().unwrap())
            .collect();
        let links: Vec<&str> = links[..2]
            .iter()
            .map(|link| link.split('"').next().unwrap())
            .collect();
        assert!(
            links
                .iter()
                .all(|link| link.starts_with("?") && link.contains("lang=")),
            "{path}: {links:?}"
        );
    }
}

on_each_database!(a_slash_at_the_end_leads_to_the_page_without_it);
async fn a_slash_at_the_end_leads_to_the_page_without_it(app: App) {
    let mut browser = app.signed_in_browser().await;
    for (path, to) in [
        ("/notes/", "/notes"),
        (
            "/login/?next=/account%3Fa%3D1",
            "/login?next=/account%3Fa%3D1",
        ),
        ("/account/sessions//", "/account/sessions"),
        ("/nothing/", "/nothing"),
    ] {
        assert_eq!(browser.visit(path).await.redirect(308), to);
        assert_eq!(Ask::new("HEAD", path).to(&app).await.redirect(308), to);
    }
    assert_eq!(app.browser().visit("/notes/").await.redirect(308), "/notes");
    app.anonymous()
        .get("/api/me/")
        .await
        .problem(404, "not_found");
}

on_each_database!(a_next_that_resolves_to_a_host_is_dropped);
async fn a_next_that_resolves_to_a_host_is_dropped(app: App) {
    let mut browser = app.signed_in_browser().await;
    for next in [
        "/..//x",
        "/.//x",
        "/%252e%252e//x",
        "/a/..//x",
        "/%5Cx",
        "/%09/x",
    ] {
        assert_eq!(
            browser
                .visit(&format!("/login?next={next}"))
                .await
                .redirect(303),
            "/notes",
            "{next}"
        );
    }
    assert_eq!(
        browser
            .visit("/login?next=/x/../account")
            .await
            .redirect(303),
        "/account"
    );
}
