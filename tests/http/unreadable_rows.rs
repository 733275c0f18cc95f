//! A row that does not read, written by a newer version or damaged, is left out of its owner's lists, and the rest is served.

use serde_json::Value;

use crate::support::{App, Program, on_each_database};

/// How many rows a list has at least after [`fill`]: more than two of its pages.
const MANY: usize = 130;

async fn fill(app: &App, user: &str) {
    for number in 0..MANY {
        // Each list's order is by time, then by id.
        let (at, id) = (app.now() + 1_000, format!("{number:03}-x"));
        app.sql(&format!(
            "INSERT INTO events (id, at, kind, user_id, ip, user_agent) VALUES ('{id}', {at}, 'sign_in', '{user}', '', ''); \
             INSERT INTO notes (id, user_id, text, created_at) VALUES ('{id}', '{user}', 'note {number}', {at})"
        ))
        .await;
    }
}

async fn damage(app: &App, numbers: std::ops::Range<usize>) {
    let ids: Vec<String> = numbers.map(|number| format!("'{number:03}-x'")).collect();
    let ids = ids.join(", ");
    // What PostgreSQL's types and its encoding let through is a missing value, what SQLite's do is no UTF-8.
    let notes = if app.database_url().starts_with("sqlite") {
        format!("UPDATE notes SET text = CAST(x'ff' AS TEXT) WHERE id IN ({ids})")
    } else {
        format!(
            "ALTER TABLE notes ALTER COLUMN text DROP NOT NULL; UPDATE notes SET text = NULL WHERE id IN ({ids})"
        )
    };
    app.sql(&format!(
        "UPDATE events SET kind = 'of_a_newer_version' WHERE id IN ({ids}); {notes}"
    ))
    .await;
}

/// Every row of a list, page by page.
async fn pages(program: &Program<'_>, path: &str) -> Vec<Value> {
    let (mut rows, mut next) = (Vec::new(), path.to_owned());
    loop {
        let answer = program.get(&next).await;
        rows.extend(answer.is(200).json().as_array().unwrap().clone());
        let link = answer.header("link").to_owned();
        let Some(target) = link
            .strip_prefix('<')
            .and_then(|rest| rest.split('>').next())
        else {
            return rows;
        };
        next = target.to_owned();
    }
}

fn ids(rows: &[Value]) -> Vec<&str> {
    rows.iter().filter_map(|row| row["id"].as_str()).collect()
}

on_each_database!(the_rest_of_a_list_is_served_page_by_page);
async fn the_rest_of_a_list_is_served_page_by_page(app: App) {
    let program = app.program().await;
    let user = program.claim("sub").as_str().unwrap().to_owned();
    fill(&app, &user).await;
    let paths = ["/api/notes", "/api/activity"];
    let mut before = Vec::new();
    for path in paths {
        before.push(pages(&program, path).await);
    }
    let exported = program.get("/api/data").await.json();

    // One on the first page, and a run that is longer than a page and ends within another.
    damage(&app, 120..121).await;
    damage(&app, 20..90).await;
    let is_damaged = |id: &str| {
        id.strip_suffix("-x")
            .and_then(|number| number.parse().ok())
            .is_some_and(|number: usize| number == 120 || (20..90).contains(&number))
    };
    for (path, before) in paths.into_iter().zip(before) {
        let expected: Vec<_> = ids(&before)
            .into_iter()
            .filter(|id| !is_damaged(id))
            .collect();
        assert_eq!(expected.len() + 71, before.len(), "{path}");
        assert_eq!(ids(&pages(&program, path).await), expected, "{path}");
    }
    let data = program.get("/api/data").await.is(200).json();
    for list in ["notes", "activity"] {
        assert_eq!(
            data[list].as_array().unwrap().len() + 71,
            exported[list].as_array().unwrap().len(),
            "{list}"
        );
    }
}

on_each_database!(a_session_that_does_not_read_hides_no_other);
async fn a_session_that_does_not_read_hides_no_other(app: App) {
    let (program, other) = (app.program().await, app.program().await);
    let before = program.get("/api/sessions").await.is(200).json();
    app.sql(&format!(
        "UPDATE sessions SET revoked_at = {}, revoked_reason = 'of_a_newer_version' WHERE id = '{}'",
        app.now(),
        other.session_id()
    ))
    .await;
    let listed = program.get("/api/sessions").await.is(200).json();
    let expected: Vec<_> = ids(before.as_array().unwrap())
        .into_iter()
        .filter(|id| *id != other.session_id())
        .collect();
    assert_eq!(ids(listed.as_array().unwrap()), expected);
    let data = program.get("/api/data").await.is(200).json();
    assert!(!data["sessions"].to_string().contains(&other.session_id()));
    assert!(data["sessions"].to_string().contains(&program.session_id()));
}
