//! Tests of the notes table: order, ownership, quota and idempotency.

#![allow(clippy::unwrap_used)]

use super::{
    note::Note,
    store::{
        Added, MIGRATIONS, NoteKey, Restored, add_note, delete_note, edit_note, notes_of,
        purge_notes, restore_note, search_notes,
    },
};
use crate::rules::clock::Timestamp;
use crate::store::{
    Store, StoreError, User,
    tests::{
        NOW, TestStore,
        databases::{self, TestDatabase},
        on_each_store, with_user,
    },
};

async fn add(store: &Store, user: &User, text: &str, at: Timestamp) -> Note {
    match add_note(store, &user.id, text, None, 1_000, at)
        .await
        .unwrap()
    {
        Added::Note(note) => note,
        refused => panic!("{refused:?}"),
    }
}

fn texts(notes: Vec<(Timestamp, Note)>) -> Vec<String> {
    notes.into_iter().map(|(_, note)| note.text).collect()
}

on_each_store!(
    notes_come_newest_first_and_in_a_stable_order,
    &[&MIGRATIONS]
);
async fn notes_come_newest_first_and_in_a_stable_order(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let old = add(&store, &user, "old", NOW - 1000).await;
    let first = add(&store, &user, "첫째 'quoted' — 😀", NOW).await;
    let second = add(&store, &user, "second", NOW).await;
    assert_eq!(first.created_at, "2026-11-21T18:38:04Z");

    let mut notes = [first, second];
    notes.sort_by(|a, b| b.id.cmp(&a.id));
    let [newer, older] = notes;
    assert_eq!(
        texts(notes_of(&store, &user.id, 1_000, None).await.unwrap()),
        [newer.text, older.text, old.text]
    );
}

on_each_store!(nobody_deletes_somebody_elses_note, &[&MIGRATIONS]);
async fn nobody_deletes_somebody_elses_note(store: TestStore) {
    let (user, other) = (
        with_user(&store, "a@b.c").await,
        with_user(&store, "b@b.c").await,
    );
    let note = add(&store, &user, "mine", NOW).await;
    assert_eq!(notes_of(&store, &other.id, 1_000, None).await.unwrap(), []);
    assert!(!delete_note(&store, &other.id, &note.id, NOW).await.unwrap());
    assert!(delete_note(&store, &user.id, &note.id, NOW).await.unwrap());
    assert!(!delete_note(&store, &user.id, &note.id, NOW).await.unwrap());
}

on_each_store!(notes_are_read_page_by_page, &[&MIGRATIONS]);
async fn notes_are_read_page_by_page(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    for number in 0..7 {
        // Some have the same creation time.
        add(&store, &user, &number.to_string(), NOW + number / 3).await;
    }
    let (mut seen, mut before) = (Vec::new(), None::<(Timestamp, String)>);
    loop {
        let page = notes_of(
            &store,
            &user.id,
            2,
            before.as_ref().map(|(at, id)| (*at, id.as_str())),
        )
        .await
        .unwrap();
        let Some((at, last)) = page.last() else { break };
        before = Some((*at, last.id.to_string()));
        seen.extend(page);
    }
    assert_eq!(seen, notes_of(&store, &user.id, 100, None).await.unwrap());
    assert_eq!(seen.len(), 7);
}

on_each_store!(nobody_has_more_notes_than_the_quota_also_by_writing_at_once, &[&MIGRATIONS]; flavor = "multi_thread");
async fn nobody_has_more_notes_than_the_quota_also_by_writing_at_once(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let tasks: Vec<_> = (0..12)
        .map(|_| {
            let (store, user) = (store.0.clone(), user.id.clone());
            tokio::spawn(
                async move { add_note(&store, &user, "text", None, 5, NOW).await.unwrap() },
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
            notes_of(&store, &user.id, 100, None).await.unwrap().len()
        ),
        (7, 5),
        "{}",
        store.kind()
    );
    // A note that exceeds the quota does not use up its key.
    let key = NoteKey {
        key: "k",
        digest: &[1; 32],
    };
    assert_eq!(
        add_note(&store, &user.id, "text", Some(key), 5, NOW)
            .await
            .unwrap(),
        Added::QuotaExceeded
    );
    assert!(matches!(
        add_note(&store, &user.id, "text", Some(key), 6, NOW)
            .await
            .unwrap(),
        Added::Note(_)
    ));
}

on_each_store!(a_note_is_edited_by_its_owner_only, &[&MIGRATIONS]);
async fn a_note_is_edited_by_its_owner_only(store: TestStore) {
    let (user, other) = (
        with_user(&store, "a@b.c").await,
        with_user(&store, "b@b.c").await,
    );
    let note = add(&store, &user, "before", NOW).await;
    assert_eq!(
        edit_note(&store, &other.id, &note.id, "after")
            .await
            .unwrap(),
        None
    );
    let edited = Note {
        text: "after".into(),
        ..note
    };
    assert_eq!(
        edit_note(&store, &user.id, &edited.id, "after")
            .await
            .unwrap(),
        Some(edited)
    );
}

on_each_store!(a_note_belongs_to_somebody, &[&MIGRATIONS]);
async fn a_note_belongs_to_somebody(store: TestStore) {
    assert!(matches!(
        add_note(&store, &"nobody".into(), "text", None, 1_000, NOW).await,
        Err(StoreError::Refused(_))
    ));
}

databases::on_each!(a_key_is_one_note_however_many_send_it; flavor = "multi_thread");
async fn a_key_is_one_note_however_many_send_it(database: TestDatabase) {
    let stores = [
        Store::connect_with(&database.url, &[&MIGRATIONS])
            .await
            .unwrap(),
        Store::connect_with(&database.url, &[&MIGRATIONS])
            .await
            .unwrap(),
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
                add_note(&store, &user, "text", Some(key), 1_000, NOW)
                    .await
                    .unwrap()
            })
        })
        .collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    let notes = notes_of(&stores[1], &user.id, 1_000, None).await.unwrap();
    assert_eq!(notes.len(), 1, "{}", stores[0].kind());
    assert!(
        answers
            .iter()
            .all(|answer| *answer == Added::Note(notes[0].1.clone())),
        "{answers:?}"
    );
}

on_each_store!(
    a_key_belongs_to_one_text_of_one_user_until_it_is_purged,
    &[&MIGRATIONS]
);
async fn a_key_belongs_to_one_text_of_one_user_until_it_is_purged(store: TestStore) {
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
    let Added::Note(note) = add_note(&store, &user.id, "one", Some(first), 1_000, NOW)
        .await
        .unwrap()
    else {
        panic!()
    };
    assert_eq!(
        add_note(&store, &user.id, "two", Some(second), 1_000, NOW)
            .await
            .unwrap(),
        Added::KeyReused
    );
    assert!(matches!(
        add_note(&store, &other.id, "two", Some(second), 1_000, NOW)
            .await
            .unwrap(),
        Added::Note(_)
    ));
    // Also after the note was deleted.
    assert!(delete_note(&store, &user.id, &note.id, NOW).await.unwrap());
    assert_eq!(
        add_note(&store, &user.id, "one", Some(first), 1_000, NOW + 5)
            .await
            .unwrap(),
        Added::Note(note)
    );
    assert_eq!(notes_of(&store, &user.id, 1_000, None).await.unwrap(), []);

    assert_eq!(store.purge_idempotency_keys(NOW, 10).await.unwrap(), 0);
    assert_eq!(store.purge_idempotency_keys(NOW + 1, 1).await.unwrap(), 1);
    assert_eq!(store.purge_idempotency_keys(NOW + 1, 10).await.unwrap(), 1);
    assert!(matches!(
        add_note(&store, &user.id, "two", Some(second), 1_000, NOW)
            .await
            .unwrap(),
        Added::Note(_)
    ));
}

databases::on_each!(a_database_that_is_older_than_this_folder_keeps_its_notes);
async fn a_database_that_is_older_than_this_folder_keeps_its_notes(database: TestDatabase) {
    let store = Store::connect(&database.url).await.unwrap();
    let user = with_user(&store, "a@b.c").await;
    // As created by the first migration of the foundation.
    let sql = "CREATE TABLE notes (id TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL, text TEXT NOT NULL, created_at BIGINT NOT NULL)";
    let mut db = store.write().await.unwrap();
    crate::execute!(db, sql).unwrap();
    let sql = "INSERT INTO notes (id, user_id, text, created_at) VALUES ('n', $1, 'kept', 1)";
    crate::execute!(db, sql, &user.id).unwrap();
    drop(db);
    store.close().await;

    let store = Store::connect_with(&database.url, &[&MIGRATIONS])
        .await
        .unwrap();
    assert_eq!(
        texts(notes_of(&store, &user.id, 10, None).await.unwrap()),
        ["kept"]
    );
}

on_each_store!(
    a_deleted_note_is_gone_and_can_be_restored_until_it_is_purged,
    &[&MIGRATIONS]
);
async fn a_deleted_note_is_gone_and_can_be_restored_until_it_is_purged(store: TestStore) {
    let (user, other) = (
        with_user(&store, "a@b.c").await,
        with_user(&store, "b@b.c").await,
    );
    let note = add(&store, &user, "mine", NOW).await;
    let restore = async |user: &User, quota| restore_note(&store, &user.id, &note.id, quota).await;
    assert_eq!(
        restore(&user, 9).await.unwrap(),
        Restored::Missing,
        "it is there"
    );
    assert!(delete_note(&store, &user.id, &note.id, NOW).await.unwrap());
    assert_eq!(notes_of(&store, &user.id, 9, None).await.unwrap(), []);
    assert_eq!(
        search_notes(&store, &user.id, "mine", 9, None)
            .await
            .unwrap(),
        []
    );
    assert_eq!(
        edit_note(&store, &user.id, &note.id, "x").await.unwrap(),
        None
    );

    assert_eq!(restore(&other, 9).await.unwrap(), Restored::Missing);
    assert_eq!(restore(&user, 0).await.unwrap(), Restored::QuotaExceeded);
    assert_eq!(
        restore(&user, 9).await.unwrap(),
        Restored::Note(note.clone())
    );
    assert_eq!(
        texts(notes_of(&store, &user.id, 9, None).await.unwrap()),
        ["mine"]
    );

    assert!(delete_note(&store, &user.id, &note.id, NOW).await.unwrap());
    assert_eq!(purge_notes(&store, NOW, 9).await.unwrap(), 0, "not yet");
    assert_eq!(purge_notes(&store, NOW + 1, 9).await.unwrap(), 1);
    assert_eq!(restore(&user, 9).await.unwrap(), Restored::Missing);
}

on_each_store!(
    a_search_takes_words_literally_and_ignores_case,
    &[&MIGRATIONS]
);
async fn a_search_takes_words_literally_and_ignores_case(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    for text in [
        "Bread and milk",
        "100 % sure",
        "a_b",
        "back\\slash",
        "열쇠를 찾았다",
    ] {
        add(&store, &user, text, NOW).await;
    }
    let found = async |words| {
        let found = search_notes(&store, &user.id, words, 9, None).await;
        texts(found.unwrap())
    };
    assert_eq!(found("bread").await, ["Bread and milk"]);
    assert_eq!(found("%").await, ["100 % sure"]);
    assert_eq!(found("_").await, ["a_b"]);
    assert_eq!(found("\\").await, ["back\\slash"]);
    assert_eq!(found("열쇠").await, ["열쇠를 찾았다"]);
    assert!(found("nothing").await.is_empty());
}
