//! Notes: their order, and whose they are.

use super::*;
use crate::store::rfc3339;

#[tokio::test]
async fn notes_come_newest_first_and_in_a_stable_order() {
    for store in stores().await {
        let user = with_user(&store, "a@b.c").await;
        let old = store.add_note(&user.id, "old", NOW - 1000).await.unwrap();
        let first = store.add_note(&user.id, "첫째 'quoted' — 😀", NOW).await.unwrap();
        let second = store.add_note(&user.id, "second", NOW).await.unwrap();
        assert_eq!(first.created_at, "2026-11-21T18:38:04Z");

        let mut notes = [first, second];
        notes.sort_by(|a, b| b.id.cmp(&a.id));
        let [newer, older] = notes;
        assert_eq!(store.notes_of(&user.id).await.unwrap(), [newer, older, old]);
    }
}

#[tokio::test]
async fn nobody_deletes_somebody_elses_note() {
    for store in stores().await {
        let (user, other) = (with_user(&store, "a@b.c").await, with_user(&store, "b@b.c").await);
        let note = store.add_note(&user.id, "mine", NOW).await.unwrap();
        assert_eq!(store.notes_of(&other.id).await.unwrap(), []);
        assert!(!store.delete_note(&other.id, &note.id).await.unwrap());
        assert!(store.delete_note(&user.id, &note.id).await.unwrap());
        assert!(!store.delete_note(&user.id, &note.id).await.unwrap());
    }
}

#[tokio::test]
async fn a_note_belongs_to_somebody() {
    for store in stores().await {
        assert!(matches!(store.add_note("nobody", "text", NOW).await, Err(StoreError::Refused(_))));
    }
}

#[test]
fn a_time_out_of_range_has_a_text_too() {
    assert_eq!(rfc3339(-1), "1970-01-01T00:00:00Z");
    assert_eq!(rfc3339(i64::MAX), "9999-12-31T23:59:59Z");
}
