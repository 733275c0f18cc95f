//! Another product on the same foundation (`tests/product`): what a feature brings is there, and nothing of the notes.

use serde_json::json;

use crate::{
    databases::{self, TestDatabase},
    support::App,
};

databases::on_each!(a_feature_brings_its_page_functions_routes_table_and_part_of_the_export);
async fn a_feature_brings_its_page_functions_routes_table_and_part_of_the_export(
    database: TestDatabase,
) {
    let app = App::of(guestbook::application, database).await;
    let stranger = app.anonymous().get("/guestbook").await;
    assert_eq!(stranger.redirect(303), "/login?next=/guestbook");

    let mut browser = app.signed_in_browser().await;
    assert!(
        browser
            .visit("/guestbook")
            .await
            .page(200)
            .contains("Guest book")
    );
    browser.visit("/notes").await.is(404);

    let program = app.program().await;
    let entry = browser
        .call("sign_guestbook", &[("words", "다녀갑니다")])
        .await;
    assert_eq!(entry.is(200).json()["words"], "다녀갑니다");
    let entries = program.get("/api/guestbook").await;
    assert_eq!(entries.is(200).json()[0]["words"], "다녀갑니다");
    let refused = browser.call("sign_guestbook", &[("words", " ")]).await;
    assert_eq!(refused.is(422).json()["fields"]["words"], "required");

    let data = program.get("/api/data").await.json();
    assert_eq!(data["guestbook"], entries.json());
    assert!(data.get("notes").is_none() && data["sessions"].is_array());

    let other = app.other_program().await;
    assert_eq!(other.get("/api/guestbook").await.json(), json!([]));
}

#[tokio::test]
async fn a_feature_describes_its_routes_and_its_part_of_the_export() {
    let app = App::of(guestbook::application, databases::sqlite()).await;
    let description = app.anonymous().get("/api/openapi.json").await.json();
    assert!(description["paths"]["/api/guestbook"]["get"].is_object());
    assert!(description["paths"].get("/api/notes").is_none());
    let data = &description["components"]["schemas"]["AccountData"]["allOf"];
    let part = data
        .as_array()
        .unwrap()
        .iter()
        .find_map(|part| part["properties"].get("guestbook"));
    assert_eq!(part.unwrap()["items"]["$ref"], "#/components/schemas/Entry");
}
