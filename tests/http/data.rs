//! `GET /api/data`: everything that an account holds, and nothing that only the server may know.

use serde_json::json;

use crate::support::{App, on_each_database};

on_each_database!(everything_is_in_it);
async fn everything_is_in_it(app: App) {
    let (program, other) = (app.program().await, app.other_program().await);
    program
        .post("/api/notes", &json!({"text": "모두 🙂"}))
        .await
        .is(201);
    other
        .post("/api/notes", &json!({"text": "somebody else's"}))
        .await
        .is(201);
    app.anonymous()
        .sign_in("demo@latchkey.test", "wrong")
        .await
        .is(401);
    let answer = program.get("/api/data").await;
    let data = answer.is(200).json();
    assert_eq!(
        (&data["email"], &data["name"], &data["role"]),
        (&json!("demo@latchkey.test"), &json!("Demo"), &json!("user"))
    );
    assert_eq!(data["id"], program.claim("sub"));
    assert_eq!(data["notes"], program.get("/api/notes").await.json());
    assert_eq!(data["notes"][0]["text"], "모두 🙂");
    assert!(!answer.text().contains("somebody else's"));

    let sessions = data["sessions"].as_array().unwrap();
    let count = format!(
        "SELECT count(*) FROM sessions WHERE user_id = '{}'",
        program.claim("sub").as_str().unwrap()
    );
    assert_eq!(
        sessions.len(),
        usize::try_from(app.number(&count).await).unwrap()
    );
    assert!(
        sessions
            .iter()
            .any(|session| session["id"] == program.claim("sid"))
    );
    let activity = data["activity"].as_array().unwrap();
    assert!(
        activity.iter().any(|event| event["kind"] == "sign_in"),
        "{activity:?}"
    );
}

on_each_database!(nothing_in_it_is_a_secret);
async fn nothing_in_it_is_a_secret(app: App) {
    let mut program = app.program().await;
    let first = program.clone();
    program.refresh().await.is(200);
    let answer = program.get("/api/data").await;
    let text = answer.is(200).text();
    for secret in [
        "argon2",
        "password_hash",
        "secret",
        "lkr_",
        &first.refresh,
        &program.refresh,
        &program.access,
        "sealed",
    ] {
        assert!(!text.contains(secret), "{secret}");
    }
}
