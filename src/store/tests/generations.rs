//! The compare-and-swap of a rotation and the marks of first use, under contention.

use super::*;
use crate::{
    ids::SessionId,
    rules::rotation::suspicion::Caller,
    store::{Ending, MarkedUsed, RevocationReason, dialect::Db},
};

on_each_store!(of_many_rotations_one_wins; flavor = "multi_thread");
async fn of_many_rotations_one_wins(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let session = with_session(&store, &user).await;
    for generation in 1..=20 {
        let tasks: Vec<_> = (0..16)
            .map(|_| {
                let (store, id) = (store.0.clone(), session.id.clone());
                tokio::spawn(async move {
                    store
                        .advance_generation(
                            &id,
                            Generation::new(generation),
                            Generation::new(generation + 1),
                            NOW,
                            &Caller::default(),
                        )
                        .await
                        .unwrap()
                })
            })
            .collect();
        let mut winners = 0;
        for task in tasks {
            winners += u32::from(task.await.unwrap());
        }
        assert_eq!(winners, 1, "{}", store.kind());
    }
    assert_eq!(
        store
            .session(&session.id)
            .await
            .unwrap()
            .unwrap()
            .generation,
        Generation::new(21)
    );
}

on_each_store!(a_rotation_starts_an_unused_generation);
async fn a_rotation_starts_an_unused_generation(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let session = with_session(&store, &user).await;
    store
        .mark_used(&[(session.id.clone(), Generation::FIRST, NOW)])
        .await
        .unwrap();

    assert!(
        store
            .advance_generation(
                &session.id,
                Generation::FIRST,
                Generation::new(5),
                NOW + 7,
                &Caller::default()
            )
            .await
            .unwrap()
    );
    let advanced = SessionRecord {
        generation: Generation::new(5),
        refreshed_at: NOW + 7,
        ..session
    };
    assert_eq!(store.session(&advanced.id).await.unwrap(), Some(advanced));
}

on_each_store!(what_is_revoked_or_unknown_does_not_advance);
async fn what_is_revoked_or_unknown_does_not_advance(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let session = with_session(&store, &user).await;
    assert!(
        !store
            .advance_generation(
                &"unknown".into(),
                Generation::FIRST,
                Generation::new(2),
                NOW,
                &Caller::default()
            )
            .await
            .unwrap()
    );
    assert!(
        !store
            .advance_generation(
                &session.id,
                Generation::new(2),
                Generation::new(3),
                NOW,
                &Caller::default()
            )
            .await
            .unwrap()
    );
    store
        .revoke_session(&session.id, RevocationReason::Reuse, NOW)
        .await
        .unwrap();
    assert!(
        !store
            .advance_generation(
                &session.id,
                Generation::FIRST,
                Generation::new(2),
                NOW,
                &Caller::default()
            )
            .await
            .unwrap()
    );
    assert!(matches!(
        store
            .advance_generation(
                &session.id,
                Generation::FIRST,
                Generation::new(u64::MAX),
                NOW,
                &Caller::default()
            )
            .await,
        Err(StoreError::Refused(_))
    ));
}

on_each_store!(the_first_use_of_the_current_generation_counts);
async fn the_first_use_of_the_current_generation_counts(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let (first, second) = (
        with_session(&store, &user).await.id,
        with_session(&store, &user).await.id,
    );
    let used_at = async |id: &SessionId| store.session(id).await.unwrap().unwrap().used_at;

    let uses = [
        (second.clone(), Generation::FIRST, NOW + 4),
        (first.clone(), Generation::new(2), NOW + 1),
        (second.clone(), Generation::FIRST, NOW + 3),
        ("unknown".into(), Generation::FIRST, NOW),
    ];
    assert_eq!(store.mark_used(&uses).await.unwrap().written, 1);
    assert_eq!(
        (used_at(&first).await, used_at(&second).await),
        (None, Some(NOW + 3))
    );

    assert_eq!(
        store
            .mark_used(&[
                (first.clone(), Generation::FIRST, NOW + 5),
                (second.clone(), Generation::FIRST, NOW)
            ])
            .await
            .unwrap()
            .written,
        1
    );
    assert_eq!(
        (used_at(&first).await, used_at(&second).await),
        (Some(NOW + 5), Some(NOW + 3))
    );
    assert_eq!(store.mark_used(&[]).await.unwrap(), MarkedUsed::default());
}

on_each_store!(marks_rotations_and_revocations_do_not_wait_for_each_other_for_ever; flavor = "multi_thread");
async fn marks_rotations_and_revocations_do_not_wait_for_each_other_for_ever(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    for round in 1..=5 {
        let mut ids = Vec::new();
        for _ in 0..30 {
            ids.push(with_session(&store, &user).await.id);
        }
        let mut tasks = Vec::new();
        for turn in 0..8_usize {
            let (store, mut ids) = (store.0.clone(), ids.clone());
            ids.rotate_left(turn * 3);
            tasks.push(tokio::spawn(async move {
                let uses: Vec<_> = ids
                    .iter()
                    .map(|id| (id.clone(), Generation::FIRST, NOW))
                    .collect();
                store.mark_used(&uses).await.unwrap();
                store
                    .advance_generation(
                        &ids[0],
                        Generation::FIRST,
                        Generation::new(2),
                        NOW,
                        &Caller::default(),
                    )
                    .await
                    .unwrap();
                store.mark_used(&uses).await.unwrap();
            }));
        }
        let mut revoked = Vec::new();
        for _ in 0..3 {
            let ended = {
                let record = Event::new(EventKind::SessionRevoked, Some(&user.id), NOW);
                let ending = Ending {
                    user_id: &user.id,
                    except: None,
                    reason: RevocationReason::Administrator,
                    record: &record,
                    idle: 1000,
                };
                store.revoke_sessions_of(&ending).await.unwrap()
            };
            revoked.extend(ended.into_iter().map(|session| session.id));
        }
        for task in tasks {
            task.await.unwrap();
        }
        ids.sort();
        revoked.sort();
        assert_eq!(revoked, ids, "{} round {round}", store.kind());
    }
}

on_each_store!(a_row_that_somebody_holds_keeps_nobody_else_waiting; flavor = "multi_thread");
async fn a_row_that_somebody_holds_keeps_nobody_else_waiting(store: TestStore) {
    let Db::Postgres(pool) = &store.pools else {
        return;
    };
    let user = with_user(&store, "a@b.c").await;
    let (held, free) = (
        with_session(&store, &user).await.id,
        with_session(&store, &user).await.id,
    );
    let mut holder = pool.pool.begin().await.unwrap();
    sqlx::query("SELECT id FROM sessions WHERE id = $1 FOR UPDATE")
        .bind(&held)
        .execute(&mut *holder)
        .await
        .unwrap();

    let waiting = tokio::spawn({
        let (store, held) = (store.0.clone(), held.clone());
        async move {
            store
                .advance_generation(
                    &held,
                    Generation::FIRST,
                    Generation::new(2),
                    NOW,
                    &Caller::default(),
                )
                .await
        }
    });
    for generation in 1..20 {
        assert!(
            store
                .advance_generation(
                    &free,
                    Generation::new(generation),
                    Generation::new(generation + 1),
                    NOW,
                    &Caller::default()
                )
                .await
                .unwrap()
        );
    }
    let marks = [
        (held.clone(), Generation::FIRST, NOW),
        (free.clone(), Generation::new(20), NOW),
    ];
    let marked = store.mark_used(&marks).await.unwrap();
    assert_eq!(
        marked,
        MarkedUsed {
            written: 1,
            locked: vec![marks[0].clone()]
        }
    );
    assert!(
        !waiting.is_finished(),
        "it waits for the one that holds its row"
    );

    holder.commit().await.unwrap();
    assert!(waiting.await.unwrap().unwrap());
    assert_eq!(
        store
            .mark_used(&[(held, Generation::new(2), NOW)])
            .await
            .unwrap()
            .written,
        1
    );
}

on_each_store!(who_rotated_and_what_was_suspected_are_remembered);
async fn who_rotated_and_what_was_suspected_are_remembered(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let session = with_session(&store, &user).await;
    let caller = Caller {
        network: "192.0.2.1".to_owned(),
        software: "digest".to_owned(),
    };
    assert!(
        store
            .advance_generation(
                &session.id,
                Generation::FIRST,
                Generation::new(2),
                NOW,
                &caller
            )
            .await
            .unwrap()
    );
    assert!(
        store
            .suspect(&session.id, Generation::new(2), 1)
            .await
            .unwrap()
    );
    assert!(
        !store
            .suspect(&session.id, Generation::new(2), 1)
            .await
            .unwrap(),
        "a generation is suspected once"
    );
    assert!(
        !store
            .suspect(&session.id, Generation::FIRST, 1)
            .await
            .unwrap(),
        "an older generation is none"
    );
    let found = store.session_and_user(&session.id).await.unwrap().unwrap();
    assert_eq!(
        (
            found.rotated_by,
            found.suspicion.generation,
            found.suspicion.run
        ),
        (Some(caller), Some(Generation::new(2)), 1)
    );
}
