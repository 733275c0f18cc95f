//! What an account holds is bounded, and read page by page.

use serde_json::{Value, json};

use crate::support::{App, Ask, Program, on_each_database};

/// Puts `count` notes of the demo account into the database, one a second, the newest now.
async fn fill(app: &App, count: i64) {
    let user = "(SELECT id FROM users WHERE email = 'demo@latchkey.test')";
    for from in (0..count).step_by(500) {
        let row = |number: i64| {
            format!(
                "('n-{number:06}', {user}, 'number {number}', {})",
                app.now() - (count - number) * 1000
            )
        };
        let rows: Vec<String> = (from..count.min(from + 500)).map(row).collect();
        app.sql(&format!(
            "INSERT INTO notes (id, user_id, text, created_at) VALUES {}",
            rows.join(",")
        ))
        .await;
    }
}

/// The path of the next page.
fn next(link: &str) -> Option<&str> {
    link.strip_prefix('<')?.strip_suffix(">; rel=\"next\"")
}

async fn walk(program: &Program<'_>) -> Vec<Value> {
    let (mut path, mut all) = ("/api/notes".to_owned(), Vec::new());
    loop {
        let answer = program.get(&path).await;
        let page = answer.is(200).json();
        let page = page.as_array().unwrap();
        assert!(page.len() <= 50);
        all.extend(page.iter().cloned());
        match next(answer.header("link")) {
            Some(next) => next.clone_into(&mut path),
            None => return all,
        }
    }
}

on_each_database!(notes_come_in_pages_of_fifty_with_a_link_to_the_older);
async fn notes_come_in_pages_of_fifty_with_a_link_to_the_older(app: App) {
    let program = app.program().await;
    app.sql("DELETE FROM notes").await;
    fill(&app, 100).await;
    assert_eq!(
        next(program.get("/api/notes").await.header("link")).unwrap(),
        "/api/notes?before=1799999950000_n-000050"
    );
    let texts: Vec<_> = walk(&program)
        .await
        .iter()
        .map(|note| note["text"].clone())
        .collect();
    assert_eq!(
        texts,
        (0..100)
            .rev()
            .map(|number| json!(format!("number {number}")))
            .collect::<Vec<_>>()
    );
    for place in ["x", "1_", "-1_a", "1_%00", "%FF"] {
        program
            .get(&format!("/api/notes?before={place}"))
            .await
            .problem(400, "malformed");
    }
}

on_each_database!(a_page_with_script_off_leads_to_the_older_notes_and_back);
async fn a_page_with_script_off_leads_to_the_older_notes_and_back(app: App) {
    let mut browser = app.signed_in_browser().await;
    fill(&app, 120).await;
    let newest = browser.visit("/notes").await;
    let page = newest.page(200);
    assert!(page.contains("number 119<") && !page.contains("number 10<"));
    let (_, place) = page.split_once("href=\"/notes?before=").unwrap();
    let older = browser
        .visit(&format!(
            "/notes?before={}",
            place.split('"').next().unwrap()
        ))
        .await;
    let page = older.page(200);
    assert!(!page.contains("number 119<") && page.contains("number 60<"));
    assert!(page.contains("Newest notes") && page.contains("Older notes"));
    assert!(
        page.len() < 200_000,
        "a page does not grow with the account"
    );
}

on_each_database!(
    a_note_beyond_the_quota_is_refused_and_its_text_kept,
    &[("LATCHKEY_NOTES_PER_USER", "8")]
);
async fn a_note_beyond_the_quota_is_refused_and_its_text_kept(app: App) {
    let (program, mut browser) = (app.program().await, app.signed_in_browser().await);
    let id = program
        .post("/api/notes", &json!({"text": "fits"}))
        .await
        .is(201)
        .json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    while program
        .post("/api/notes", &json!({"text": "fits"}))
        .await
        .status
        == 201
    {}
    assert_eq!(walk(&program).await.len(), 8);
    program
        .post("/api/notes", &json!({"text": "too many"}))
        .await
        .problem(409, "quota_exceeded");
    let refused = browser.submit("/notes", &[("text", "too many")]).await;
    let page = refused.page(409);
    assert!(page.contains("data-error-code=\"quota_exceeded\"") && page.contains("too many"));
    app.other_program()
        .await
        .post("/api/notes", &json!({"text": "fits"}))
        .await
        .is(201);
    program.delete(&format!("/api/notes/{id}")).await.is(204);
    program
        .post("/api/notes", &json!({"text": "fits again"}))
        .await
        .is(201);
}

on_each_database!(an_account_that_writes_too_fast_waits_and_no_other_does);
async fn an_account_that_writes_too_fast_waits_and_no_other_does(app: App) {
    let (program, other) = (app.program().await, app.other_program().await);
    let answers =
        futures::future::join_all((0..400).map(|_| program.delete("/api/notes/none"))).await;
    let limited = answers
        .iter()
        .filter(|answer| answer.status == 429)
        .collect::<Vec<_>>();
    assert_eq!(limited.len(), 100);
    assert!(
        limited
            .iter()
            .all(|answer| answer.header("retry-after") == "1")
    );
    program
        .post("/api/notes", &json!({"text": "too fast"}))
        .await
        .problem(429, "rate_limited");
    other
        .post("/api/notes", &json!({"text": "somebody else"}))
        .await
        .is(201);
    program.get("/api/notes").await.is(200);
    app.advance(1);
    program
        .post("/api/notes", &json!({"text": "a second later"}))
        .await
        .is(201);
}

on_each_database!(an_export_comes_in_pieces_and_is_whole);
async fn an_export_comes_in_pieces_and_is_whole(app: App) {
    let program = app.program().await;
    app.sql("DELETE FROM notes").await;
    fill(&app, 1_000).await;
    let answer = program.get("/api/data").await;
    assert_eq!(answer.is(200).header("content-type"), "application/json");
    assert_eq!(
        answer.header("content-length"),
        "",
        "its length is not known beforehand"
    );
    let data = answer.json();
    let notes = data["notes"].as_array().unwrap();
    assert_eq!(notes.len(), 1_000);
    assert_eq!(*notes, walk(&program).await);
    assert!(
        !data["sessions"].as_array().unwrap().is_empty()
            && !data["activity"].as_array().unwrap().is_empty()
    );
    // Nothing at all is a document too.
    app.sql("DELETE FROM notes").await;
    app.sql("DELETE FROM events").await;
    let data = program.get("/api/data").await.json();
    assert_eq!(
        (&data["notes"], &data["activity"]),
        (&json!([]), &json!([]))
    );
}

on_each_database!(a_note_is_changed_in_place);
async fn a_note_is_changed_in_place(app: App) {
    let (program, other) = (app.program().await, app.other_program().await);
    let note = program
        .post("/api/notes", &json!({"text": "before"}))
        .await
        .is(201)
        .json();
    let path = format!("/api/notes/{}", note["id"].as_str().unwrap());
    let patch = async |program: &Program<'_>, path: &str, body: Value| {
        Ask::new("PATCH", path)
            .bearer(&program.access)
            .json(&body)
            .to(&app)
            .await
    };
    let changed = patch(&program, &path, json!({"text": " after "}))
        .await
        .is(200)
        .json();
    assert_eq!(
        changed,
        json!({"id": note["id"], "text": "after", "created_at": note["created_at"]})
    );
    assert_eq!(program.get("/api/notes").await.json()[0], changed);
    patch(&other, &path, json!({"text": "mine"}))
        .await
        .problem(404, "not_found");
    patch(&program, "/api/notes/none", json!({"text": "x"}))
        .await
        .problem(404, "not_found");
    patch(&program, "/api/notes/a%00b", json!({"text": "x"}))
        .await
        .problem(404, "not_found");
    patch(&program, &path, json!({"text": " "}))
        .await
        .problem(422, "invalid_input");
    assert_eq!(program.get("/api/notes").await.json()[0], changed);
}
