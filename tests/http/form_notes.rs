//! `POST /notes`: writing and deleting with script off.

use crate::support::{App, on_each_database};

on_each_database!(a_note_is_written_and_shown);
async fn a_note_is_written_and_shown(app: App) {
    let mut browser = app.signed_in_browser().await;
    let answer = browser.submit("/notes", &[("text", "한국어 & 🙂")]).await;
    assert_eq!(answer.redirect(303), "/notes");
    assert!(
        browser
            .visit("/notes")
            .await
            .page(200)
            .contains("한국어 &amp; 🙂")
    );
}

on_each_database!(a_line_break_is_the_same_from_a_form_as_from_script);
async fn a_line_break_is_the_same_from_a_form_as_from_script(app: App) {
    let mut browser = app.signed_in_browser().await;
    browser
        .submit("/notes", &[("text", "two\r\nlines")])
        .await
        .is(303);
    assert_eq!(
        browser.fetch("GET", "/api/notes", None).await.json()[0]["text"],
        "two\nlines"
    );
}

on_each_database!(a_note_is_deleted);
async fn a_note_is_deleted(app: App) {
    let mut browser = app.signed_in_browser().await;
    let notes = browser.fetch("GET", "/api/notes", None).await.json();
    let id = notes[0]["id"].as_str().unwrap();
    assert!(
        browser
            .visit("/notes")
            .await
            .page(200)
            .contains(&format!("value=\"{id}\"")),
        "each note has its form"
    );
    assert_eq!(
        browser
            .submit("/notes", &[("delete", id)])
            .await
            .redirect(303),
        "/notes"
    );
    let next = browser.visit("/notes").await;
    assert!(!next.page(200).contains(&format!("edit={id}")));
    assert!(next.page(200).contains("name=\"restore\""), "the way back");
    let later = browser.visit("/notes").await;
    assert!(!later.page(200).contains("name=\"restore\""), "told once");
    browser.submit("/notes", &[("restore", id)]).await.is(303);
    let restored = browser.visit("/notes").await;
    assert!(restored.page(200).contains(&format!("edit={id}")));
}

on_each_database!(a_note_is_edited);
async fn a_note_is_edited(app: App) {
    let mut browser = app.signed_in_browser().await;
    let notes = browser.fetch("GET", "/api/notes", None).await.json();
    let id = notes[0]["id"].as_str().unwrap();
    let editor = browser.visit(&format!("/notes?edit={id}")).await;
    assert!(editor.page(200).contains("name=\"save\""));
    let refused = browser
        .submit("/notes", &[("save", id), ("text", " ")])
        .await;
    assert!(refused.page(422).contains("data-error-code=\"required\""));
    browser
        .submit("/notes", &[("save", id), ("text", "another text")])
        .await
        .is(303);
    let after = browser.fetch("GET", "/api/notes", None).await.json();
    assert_eq!(after[0]["text"], "another text");
}

on_each_database!(notes_are_searched_by_an_address);
async fn notes_are_searched_by_an_address(app: App) {
    let mut browser = app.signed_in_browser().await;
    for text in ["bread & milk", "a key"] {
        browser.submit("/notes", &[("text", text)]).await.is(303);
    }
    let found = browser.visit("/notes?q=BREAD+%26").await;
    let page = found.page(200);
    assert!(page.contains("bread &amp; milk") && !page.contains("a key"));
    let none = browser.visit("/notes?q=nothing+like+it").await;
    assert!(none.page(200).contains("No note has these words."));
}

on_each_database!(somebody_elses_note_is_not_deleted);
async fn somebody_elses_note_is_not_deleted(app: App) {
    let notes = app.other_program().await.get("/api/notes").await.json();
    let id = notes[0]["id"].as_str().unwrap().to_owned();
    let answer = app
        .signed_in_browser()
        .await
        .submit("/notes", &[("delete", &id)])
        .await;
    assert!(answer.page(404).contains("data-error-code=\"not_found\""));
    assert_eq!(
        app.other_program().await.get("/api/notes").await.json(),
        notes
    );
}

on_each_database!(a_refused_note_comes_back_with_the_reason_and_the_text);
async fn a_refused_note_comes_back_with_the_reason_and_the_text(app: App) {
    let mut browser = app.signed_in_browser().await;
    let before = app.number("SELECT count(*) FROM notes").await;
    let empty = browser.submit("/notes", &[("text", " ")]).await;
    assert!(empty.page(422).contains("data-error-code=\"required\""));
    let typed = format!(
        "</textarea><script>alert(1)</script>&amp;{}",
        "가".repeat(2000)
    );
    let long = browser.submit("/notes", &[("text", &typed)]).await;
    let page = long.page(422);
    assert!(page.contains("data-error-code=\"too_long\""));
    assert!(
        !page.contains("<script>alert"),
        "what was typed left its field"
    );
    let (_, field) = page.split_once("<textarea").unwrap();
    let (field, _) = field.split_once("</textarea>").unwrap();
    let (_, content) = field.split_once('>').unwrap();
    assert_eq!(
        content
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&"),
        typed
    );
    assert_eq!(app.number("SELECT count(*) FROM notes").await, before);
}

on_each_database!(a_character_that_cannot_be_kept_is_refused);
async fn a_character_that_cannot_be_kept_is_refused(app: App) {
    let answer = app
        .signed_in_browser()
        .await
        .submit("/notes", &[("text", "a\0b")])
        .await;
    assert!(
        answer
            .page(422)
            .contains("data-error-code=\"invalid_character\"")
    );
}

on_each_database!(a_stranger_is_led_to_sign_in);
async fn a_stranger_is_led_to_sign_in(app: App) {
    let answer = app.browser().submit("/notes", &[("text", "mine")]).await;
    assert_eq!(answer.redirect(307), "/login?next=/notes");
    assert_eq!(
        app.number("SELECT count(*) FROM notes WHERE text = 'mine'")
            .await,
        0
    );
}

on_each_database!(another_kind_of_form_is_refused);
async fn another_kind_of_form_is_refused(app: App) {
    let browser = app.signed_in_browser().await;
    for content_type in [
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/json",
    ] {
        let ask = crate::support::Ask::post("/notes")
            .cookies(&browser.cookies_for("/notes"))
            .header("sec-fetch-site", "same-origin");
        ask.header("content-type", content_type)
            .body("text=x")
            .to(&app)
            .await
            .problem(415, "unsupported_media_type");
    }
}
