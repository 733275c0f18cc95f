//! The fields of each answer, all of them: a field that leaks is seen.

use serde_json::{Value, json};

use crate::support::{App, on_each_database};

/// `value` with the name of its type for each leaf, and each list with one item of a shape.
fn shape(value: &Value) -> Value {
    match value {
        Value::Null => json!("null"),
        Value::Bool(_) => json!("boolean"),
        Value::Number(_) => json!("number"),
        Value::String(_) => json!("string"),
        Value::Array(items) => {
            let mut shapes: Vec<Value> = Vec::new();
            for item in items {
                let shape = shape(item);
                if !shapes.contains(&shape) {
                    shapes.push(shape);
                }
            }
            json!(shapes)
        }
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), shape(value)))
            .collect(),
    }
}

fn a_session() -> Value {
    json!({
        "id": "string", "software": "string", "system": "string", "ip": "string", "method": "string",
        "created_at": "string", "active_at": "string", "idle_until": "string", "ends_at": "string", "current": "boolean", "bound": "boolean",
    })
}

fn an_event(ending: &str, session: &str) -> Value {
    json!({
        "id": "string", "kind": "string", "ending": ending, "at": "string", "ip": "string", "software": "string", "system": "string",
        "session": session, "confirmed": "boolean",
    })
}

fn a_note() -> Value {
    json!({"id": "string", "text": "string", "created_at": "string"})
}

on_each_database!(the_lists_have_these_fields);
async fn the_lists_have_these_fields(app: App) {
    let (program, other) = (app.program().await, app.program().await);
    program
        .delete(&format!("/api/sessions/{}", other.session_id()))
        .await
        .is(204);
    let get = async |path: &str| shape(&program.get(path).await.is(200).json());
    assert_eq!(get("/api/notes").await, json!([a_note()]));
    assert_eq!(get("/api/sessions").await, json!([a_session()]));
    assert_eq!(
        get("/api/activity").await,
        json!([
            an_event("string", "string"),
            an_event("null", "string"),
            an_event("null", "null"),
        ])
    );
}

on_each_database!(the_export_has_these_fields);
async fn the_export_has_these_fields(app: App) {
    let (program, other) = (app.program().await, app.program().await);
    app.advance(1);
    program
        .delete(&format!("/api/sessions/{}", other.session_id()))
        .await
        .is(204);
    let data = shape(&program.get("/api/data").await.is(200).json());
    let session = json!({
        "id": "string", "created_at": "string", "refreshed_at": "string", "expires_at": "string", "ip": "string",
        "user_agent": "string",
    });
    let mut revoked = session.clone();
    revoked["revoked_at"] = json!("string");
    let event = json!({"kind": "string", "at": "string", "ip": "string", "user_agent": "string"});
    let mut detailed = event.clone();
    detailed["detail"] = json!("string");
    for (list, shapes) in [
        ("notes", vec![a_note()]),
        ("sessions", vec![session, revoked]),
        ("activity", vec![event, detailed]),
    ] {
        let found = data[list].as_array().unwrap();
        assert!(
            found.len() == shapes.len() && shapes.iter().all(|shape| found.contains(shape)),
            "{list}: {found:?}"
        );
    }
    let mut names: Vec<_> = data.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(
        names,
        [
            "activity",
            "created_at",
            "email",
            "id",
            "name",
            "notes",
            "role",
            "sessions"
        ]
    );
}

on_each_database!(a_problem_has_these_fields);
async fn a_problem_has_these_fields(app: App) {
    let program = app.program().await;
    let missing = app.anonymous().get("/api/me").await;
    let fields = json!({"type": "string", "title": "string", "status": "number", "detail": "string", "code": "string"});
    assert_eq!(shape(&missing.json()), fields);
    let refused = program.post("/api/notes", &json!({"text": ""})).await;
    let mut with_errors = fields;
    with_errors["errors"] = json!({"text": "string"});
    assert_eq!(shape(&refused.json()), with_errors);
}
