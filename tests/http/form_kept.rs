//! What is typed into a plain form whose session is over waits on the sign-in page for its author.

use crate::support::{Answer, App, Browser, EMAIL, PASSWORD, on_each_database};

const TEXT: &str = "half a thought, <b>&amp; a \"line\"\nmore";

/// The hidden field `name` of the page; what a browser would send back.
fn hidden(page: &Answer, name: &str) -> Option<String> {
    let (_, after) = page
        .text()
        .split_once(&format!("<input type=\"hidden\" name=\"{name}\" value=\""))?;
    let value = after.split_once('"')?.0;
    Some(
        value
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&amp;", "&"),
    )
}

async fn author(browser: &mut Browser<'_>) -> String {
    hidden(&browser.visit("/notes").await, "author").unwrap()
}

async fn notes(app: &App) -> i64 {
    app.number("SELECT count(*) FROM notes WHERE text LIKE 'half a thought%'")
        .await
}

on_each_database!(a_note_waits_for_its_author_and_is_written_once);
async fn a_note_waits_for_its_author_and_is_written_once(app: App) {
    let mut browser = app.signed_in_browser().await;
    let author = author(&mut browser).await;
    browser.clone().submit("/logout", &[]).await.is(303);
    // Ended and fresh, ended and stale, and without any cookie.
    for (round, stale) in [(1, 0), (2, 400), (3, 400)] {
        app.advance(stale);
        let mut browser = if round == 3 {
            app.browser()
        } else {
            browser.clone()
        };
        let page = browser
            .submit_and_follow("/notes", &[("text", TEXT), ("author", &author)])
            .await;
        page.sets_no_cookie().page(401);
        assert_eq!(
            (hidden(&page, "text").as_deref(), hidden(&page, "author")),
            (Some(TEXT), Some(author.clone()))
        );
        assert!(
            page.text().contains("action=\"/login?next=/notes\""),
            "{page:?}"
        );

        let fields = [
            ("email", EMAIL),
            ("password", "not this one"),
            ("text", TEXT),
            ("author", &author),
        ];
        let page = browser.submit("/login?next=/notes", &fields).await;
        page.page(401);
        assert_eq!(
            hidden(&page, "text").as_deref(),
            Some(TEXT),
            "a wrong password loses nothing"
        );

        let fields = [
            ("email", EMAIL),
            ("password", PASSWORD),
            ("text", TEXT),
            ("author", &author),
        ];
        assert!(
            browser
                .submit("/login?next=/notes", &fields)
                .await
                .redirect(303)
                .contains("/notes")
        );
        assert_eq!(notes(&app).await, round);
    }
}

on_each_database!(a_note_that_is_refused_after_the_sign_in_stands_in_its_field);
async fn a_note_that_is_refused_after_the_sign_in_stands_in_its_field(app: App) {
    let mut browser = app.browser();
    let long = "x".repeat(2001);
    let fields = [
        ("email", EMAIL),
        ("password", PASSWORD),
        ("text", long.as_str()),
    ];
    let answer = browser.submit("/login?next=/notes", &fields).await;
    assert!(
        answer
            .cookies()
            .iter()
            .any(|cookie| cookie.name == "lk_refresh")
    );
    let page = answer.page(422);
    assert!(page.contains("data-error-code=\"too_long\"") && page.contains(&long));
    assert_eq!(answer.html_attribute("data-auth"), "user");
}

on_each_database!(what_one_person_wrote_is_not_another_persons_note);
async fn what_one_person_wrote_is_not_another_persons_note(app: App) {
    let author = author(&mut app.signed_in_browser().await).await;
    let other = app.other_program().await.get("/api/me").await.json()["email"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut browser = app.browser();
    let fields = [
        ("email", other.as_str()),
        ("password", PASSWORD),
        ("text", TEXT),
        ("author", &author),
    ];
    browser.submit("/login?next=/notes", &fields).await.is(303);

    let answer = browser
        .submit("/notes", &[("text", TEXT), ("author", &author)])
        .await;
    let page = answer.page(409);
    assert!(page.contains("data-error-code=\"other_person\"") && !page.contains("half a thought"));
    assert_eq!(notes(&app).await, 0);
}

on_each_database!(a_form_without_text_leads_to_the_sign_in_page);
async fn a_form_without_text_leads_to_the_sign_in_page(app: App) {
    for (path, field) in [("/notes", "delete"), ("/account/sessions", "others")] {
        let answer = app.browser().submit_and_follow(path, &[(field, "x")]).await;
        assert!(
            answer
                .page(200)
                .contains(&format!("action=\"/login?next={path}\"")),
            "{answer:?}"
        );
    }
    let answer = app
        .browser()
        .submit_and_follow("/notes", &[("text", " ")])
        .await;
    assert_eq!(hidden(answer.is(200), "text"), None);
}
