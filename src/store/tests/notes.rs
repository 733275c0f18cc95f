//! Notes: their order, and whose they are.

use super::*;
use crate::{
    note::Note,
    store::{Added, NoteKey, rfc3339},
};

async fn add(store: &Store, user: &User, text: &str, at: i64) -> Note {
    match store
        .add_note(&user.id, text, None, 1_000, at)
        .await
        .unwrap()
    {
        Added::Note(note) => note,
        refused => panic!("{refused:?}"),
    }
}

fn texts(notes: Vec<(i64, Note)>) -> Vec<String> {
    notes.into_iter().map(|(_, note)| note.text).collect()
}

#[tokio::test]
async fn notes_come_newest_first_and_in_a_stable_order() {
    for store in stores().await {
        let user = with_user(&store, "a@b.c").await;
        let old = add(&store, &user, "old", NOW - 1000).await;
        let first = add(&store, &user, "첫째 'quoted' — 😀", NOW).await;
        let second = add(&store, &user, "second", NOW).await;
        assert_eq!(first.created_at, "2026-11-21T18:38:04Z");

        let mut notes = [first, second];
        notes.sort_by(|a, b| b.id.cmp(&a.id));
        let [newer, older] = notes;
        assert_eq!(
            texts(store.notes_of(&user.id, 1_000, None).await.unwrap()),
            [newer.text, older.text, old.text]
        );
    }
}

#[tokio::test]
async fn nobody_deletes_somebody_elses_note() {
    for store in stores().await {
        let (user, other) = (
            with_user(&store, "a@b.c").await,
            with_user(&store, "b@b.c").await,
        );
        let note = add(&store, &user, "mine", NOW).await;
        assert_eq!(store.notes_of(&other.id, 1_000, None).await.unwrap(), []);
        assert!(!store.delete_note(&other.id, &note.id).await.unwrap());
        assert!(store.delete_note(&user.id, &note.id).await.unwrap());
        assert!(!store.delete_note(&user.id, &note.id).await.unwrap());
    }
}

#[tokio::test]
async fn notes_are_read_page_by_page() {
    for store in stores().await {
        let user = with_user(&store, "a@b.c").await;
        for number in 0..7 {
            // Some at the same time.
            add(&store, &user, &number.to_string(), NOW + number / 3).await;
        }
        let (mut seen, mut before) = (Vec::new(), None::<(i64, String)>);
        loop {
            let page = store
                .notes_of(
                    &user.id,
                    2,
                    before.as_ref().map(|(at, id)| (*at, id.as_str())),
                )
                .await
                .unwrap();
            let Some((at, last)) = page.last() else { break };
            before = Some((*at, last.id.clone()));
            seen.extend(page);
        }
        assert_eq!(seen, store.notes_of(&user.id, 100, None).await.unwrap());
        assert_eq!(seen.len(), 7);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_more_notes_than_the_quota_also_by_writing_at_once() {
    for store in stores().await {
        let user = with_user(&store, "a@b.c").await;
        let tasks: Vec<_> = (0..12)
            .map(|_| {
                let (store, user) = (store.0.clone(), user.id.clone());
                tokio::spawn(
                    async move { store.add_note(&user, "text", None, 5, NOW).await.unwrap() },
                )
            })
            .collect();
        let mut refused = 0;
        for task in tasks {
            refused += u32::from(task.await.unwrap() == Added::QuotaExceeded);
        }
        assert_eq!(
            (
                refused,
                store.notes_of(&user.id, 100, None).await.unwrap().len()
            ),
            (7, 5),
            "{}",
            store.kind()
        );
        // What was refused for want of room has not spent its key.
        let key = NoteKey {
            key: "k",
            digest: &[1; 32],
        };
        assert_eq!(
            store
                .add_note(&user.id, "text", Some(key), 5, NOW)
                .await
                .unwrap(),
            Added::QuotaExceeded
        );
        assert!(matches!(
            store
                .add_note(&user.id, "text", Some(key), 6, NOW)
                .await
                .unwrap(),
            Added::Note(_)
        ));
    }
}

#[tokio::test]
async fn a_note_is_edited_by_its_owner_only() {
    for store in stores().await {
        let (user, other) = (
            with_user(&store, "a@b.c").await,
            with_user(&store, "b@b.c").await,
        );
        let note = add(&store, &user, "before", NOW).await;
        assert_eq!(
            store.edit_note(&other.id, &note.id, "after").await.unwrap(),
            None
        );
        let edited = Note {
            text: "after".into(),
            ..note
        };
        assert_eq!(
            store
                .edit_note(&user.id, &edited.id, "after")
                .await
                .unwrap(),
            Some(edited)
        );
    }
}

#[tokio::test]
async fn a_note_belongs_to_somebody() {
    for store in stores().await {
        assert!(matches!(
            store.add_note("nobody", "text", None, 1_000, NOW).await,
            Err(StoreError::Refused(_))
        ));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_one_note_however_many_send_it() {
    for database in databases::each() {
        let stores = [
            Store::connect(&database.url).await.unwrap(),
            Store::connect(&database.url).await.unwrap(),
        ];
        let user = with_user(&stores[0], "a@b.c").await;
        let tasks: Vec<_> = (0..20)
            .map(|turn| {
                let (store, user) = (stores[turn % 2].clone(), user.id.clone());
                let key = NoteKey {
                    key: "k",
                    digest: &[1; 32],
                };
                tokio::spawn(async move {
                    store
                        .add_note(&user, "text", Some(key), 1_000, NOW)
                        .await
                        .unwrap()
                })
            })
            .collect();
        let mut answers = Vec::new();
        for task in tasks {
            answers.push(task.await.unwrap());
        }
        let notes = stores[1].notes_of(&user.id, 1_000, None).await.unwrap();
        assert_eq!(notes.len(), 1, "{}", stores[0].kind());
        assert!(
            answers
                .iter()
                .all(|answer| *answer == Added::Note(notes[0].1.clone())),
            "{answers:?}"
        );
    }
}

#[tokio::test]
async fn a_key_belongs_to_one_text_of_one_user_until_it_is_purged() {
    for store in stores().await {
        let (user, other) = (
            with_user(&store, "a@b.c").await,
            with_user(&store, "b@b.c").await,
        );
        let (first, second) = (
            NoteKey {
                key: "k",
                digest: &[1; 32],
            },
            NoteKey {
                key: "k",
                digest: &[2; 32],
            },
        );
        let Added::Note(note) = store
            .add_note(&user.id, "one", Some(first), 1_000, NOW)
            .await
            .unwrap()
        else {
            panic!()
        };
        assert_eq!(
            store
                .add_note(&user.id, "two", Some(second), 1_000, NOW)
                .await
                .unwrap(),
            Added::KeyReused
        );
        assert!(matches!(
            store
                .add_note(&other.id, "two", Some(second), 1_000, NOW)
                .await
                .unwrap(),
            Added::Note(_)
        ));
        // Also when the note is gone.
        assert!(store.delete_note(&user.id, &note.id).await.unwrap());
        assert_eq!(
            store
                .add_note(&user.id, "one", Some(first), 1_000, NOW + 5)
                .await
                .unwrap(),
            Added::Note(note)
        );
        assert_eq!(store.notes_of(&user.id, 1_000, None).await.unwrap(), []);

        assert_eq!(store.purge_idempotency_keys(NOW, 10).await.unwrap(), 0);
        assert_eq!(store.purge_idempotency_keys(NOW + 1, 1).await.unwrap(), 1);
        assert_eq!(store.purge_idempotency_keys(NOW + 1, 10).await.unwrap(), 1);
        assert!(matches!(
            store
                .add_note(&user.id, "two", Some(second), 1_000, NOW)
                .await
                .unwrap(),
            Added::Note(_)
        ));
    }
}

#[test]
fn a_time_out_of_range_has_a_text_too() {
    assert_eq!(rfc3339(-1), "1970-01-01T00:00:00Z");
    assert_eq!(rfc3339(i64::MAX), "9999-12-31T23:59:59Z");
}
