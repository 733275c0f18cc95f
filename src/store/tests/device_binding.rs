//! Keys of sessions, and proofs that were used.

use super::*;
use crate::{
    event::EventKind,
    rules::{
        device_binding::{Binding, BoundBy},
        key_proof::DeviceKey,
    },
};

fn key(last: u8) -> DeviceKey {
    let mut bytes = [last; DeviceKey::LEN];
    bytes[0] = 4;
    DeviceKey::from_bytes(&bytes).unwrap()
}

on_each_store!(a_session_keeps_its_first_key);
async fn a_session_keeps_its_first_key(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let session = with_session(&store, &user).await;
    let bind = async |key: &DeviceKey| {
        let by = BoundBy::Browser;
        store.bind_session(&session.id, key, by).await.unwrap()
    };
    assert!(bind(&key(1)).await && bind(&key(1)).await && !bind(&key(2)).await);
    assert!(store.begin_grace(&session.id, NOW + 1).await.unwrap());
    assert!(!store.begin_grace(&session.id, NOW + 2).await.unwrap());
    let note = async |now| {
        let event = Event::new(EventKind::RefreshUnbound, Some(&user.id), now);
        let noted = store.note_copy(&session.id, 10, &event, None).await;
        noted.unwrap()
    };
    assert!(note(NOW).await && !note(NOW + 9).await && note(NOW + 10).await);
    let found = store.session_and_user(&session.id).await.unwrap().unwrap();
    let binding = Binding {
        key: key(1),
        by: BoundBy::Browser,
        grace_began: Some(NOW + 1),
        copy_told: Some(NOW + 10),
    };
    assert_eq!(found.binding, Some(binding));
}

on_each_store!(a_proof_is_used_once_and_purged_after_its_time);
async fn a_proof_is_used_once_and_purged_after_its_time(store: TestStore) {
    let used = async |id: &str, at| store.use_proof(id, "session", at).await.unwrap();
    assert!(used("one", NOW).await && !used("one", NOW).await && used("two", NOW + 5).await);
    assert_eq!(store.purge_used_proofs(NOW + 5, 10).await.unwrap(), 1);
    assert!(used("one", NOW).await && !used("two", NOW).await);
}

on_each_store!(the_proofs_of_one_holder_are_bounded);
async fn the_proofs_of_one_holder_are_bounded(store: TestStore) {
    let mut used = 0;
    for n in 0..2_010 {
        used += i32::from(store.use_proof(&format!("{n}"), "one", NOW).await.unwrap());
    }
    assert_eq!(used, 2_000);
    assert!(store.use_proof("another's", "two", NOW).await.unwrap());
}
