//! `/api/notes`: the notes of one person.

use serde_json::{Value, json};

use crate::support::{App, Program, on_each_database};

async fn texts(program: &Program<'_>) -> Vec<String> {
    let notes = program.get("/api/notes").await.is(200).json();
    notes
        .as_array()
        .unwrap()
        .iter()
        .map(|note| note["text"].as_str().unwrap().to_owned())
        .collect()
}

async fn add(program: &Program<'_>, text: &str) -> Value {
    program
        .post("/api/notes", &json!({"text": text}))
        .await
        .is(201)
        .json()
}

on_each_database!(they_are_listed_newest_first);
async fn they_are_listed_newest_first(app: App) {
    let program = app.program().await;
    for text in ["one", "two", "three"] {
        app.advance(1);
        add(&program, text).await;
    }
    assert_eq!(texts(&program).await[..3], ["three", "two", "one"]);
    let note = &program.get("/api/notes").await.json()[0];
    assert_eq!(note["created_at"], "2027-01-15T08:00:03Z");
    assert!(note["id"].as_str().is_some_and(|id| !id.is_empty()));
}

on_each_database!(what_was_written_comes_back_as_it_was_written);
async fn what_was_written_comes_back_as_it_was_written(app: App) {
    let program = app.program().await;
    for text in [
        "한국어로 쓴 메모",
        "👩‍👩‍👧‍👦 🇰🇷 e\u{301}",
        "two\nlines and\ta tab",
        "<script>alert(1)</script>",
        "' OR 1=1; DROP TABLE notes; --",
        "\u{202e}right to left\u{200b}",
        "\\ \" ' ` $1 %s {}",
    ] {
        assert_eq!(add(&program, text).await["text"], text);
        assert_eq!(texts(&program).await[0], text);
    }
}

on_each_database!(a_note_has_up_to_2000_characters);
async fn a_note_has_up_to_2000_characters(app: App) {
    let program = app.program().await;
    for character in ["a", "가", "🙂"] {
        assert_eq!(
            add(&program, &character.repeat(2000)).await["text"],
            character.repeat(2000)
        );
        let problem = program
            .post("/api/notes", &json!({"text": character.repeat(2001)}))
            .await
            .problem(422, "invalid_input");
        assert_eq!(problem["errors"], json!({"text": "too_long"}));
    }
}

on_each_database!(what_cannot_be_a_note_says_why);
async fn what_cannot_be_a_note_says_why(app: App) {
    let program = app.program().await;
    let before = texts(&program).await;
    for (body, code) in [
        (json!({}), "required"),
        (json!({"text": ""}), "required"),
        (json!({"text": " \n\t "}), "required"),
        (json!({"text": "a\0b"}), "invalid_character"),
    ] {
        let problem = program
            .post("/api/notes", &body)
            .await
            .problem(422, "invalid_input");
        assert_eq!(problem["errors"], json!({"text": code}), "{body}");
    }
    assert_eq!(texts(&program).await, before);
}

on_each_database!(a_deleted_note_is_gone);
async fn a_deleted_note_is_gone(app: App) {
    let program = app.program().await;
    let path = format!(
        "/api/notes/{}",
        add(&program, "short-lived").await["id"].as_str().unwrap()
    );
    assert_eq!(program.delete(&path).await.is(204).text(), "");
    assert!(!texts(&program).await.contains(&"short-lived".to_owned()));
    program.delete(&path).await.problem(404, "not_found");
}

on_each_database!(somebody_elses_note_is_not_there);
async fn somebody_elses_note_is_not_there(app: App) {
    let (program, other) = (app.program().await, app.other_program().await);
    let note = add(&program, "mine").await;
    assert!(!texts(&other).await.contains(&"mine".to_owned()));
    let path = format!("/api/notes/{}", note["id"].as_str().unwrap());
    other.delete(&path).await.problem(404, "not_found");
    assert_eq!(texts(&program).await[0], "mine");
}

on_each_database!(an_id_of_any_kind_is_at_most_not_found);
async fn an_id_of_any_kind_is_at_most_not_found(app: App) {
    let program = app.program().await;
    for id in [
        "x",
        "1",
        "%00",
        "a%00b",
        "..",
        "%2e%2e",
        "%F0%9F%99%82",
        "'%20OR%201=1",
        &"9".repeat(5000),
    ] {
        program
            .delete(&format!("/api/notes/{id}"))
            .await
            .problem(404, "not_found");
    }
    // Not UTF-8: it cannot even be read.
    let answer = program.delete("/api/notes/%FF").await;
    assert!(matches!(answer.status.as_u16(), 400 | 404), "{answer:?}");
}
