//! The record of events: what is read back, and in which order.

use super::*;

on_each_store!(events_come_in_pages_newest_first);
async fn events_come_in_pages_newest_first(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let mut events = Vec::new();
    for at in [NOW, NOW, NOW, NOW + 1, NOW + 2] {
        let event = an_event(&user, at);
        store
            .record_events(std::slice::from_ref(&event))
            .await
            .unwrap();
        events.push(event);
    }
    store
        .record_events(&[Event {
            user_id: None,
            ..an_event(&user, NOW)
        }])
        .await
        .unwrap();
    events.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));

    assert_eq!(
        store.events_of(&user.id, i64::MAX, None).await.unwrap(),
        events
    );
    let page = store.events_of(&user.id, 3, None).await.unwrap();
    assert_eq!(page, events[..3]);
    let rest = store
        .events_of(&user.id, 3, Some((page[2].at, &page[2].id)))
        .await
        .unwrap();
    assert_eq!(rest, events[3..]);
    assert_eq!(store.events_of(&user.id, -1, None).await.unwrap(), []);
}

on_each_store!(an_event_reads_as_it_was_written);
async fn an_event_reads_as_it_was_written(store: TestStore) {
    let user = a_user("gone@b.c");
    let event = Event {
        session_id: Some(new_id().into()),
        detail: Some("상세".into()),
        user_agent: "x".into(),
        ..an_event(&user, NOW)
    };
    store
        .record_events(std::slice::from_ref(&event))
        .await
        .unwrap();
    assert_eq!(store.events_of(&user.id, 1, None).await.unwrap(), [event]);
}

on_each_store!(events_are_added_together_or_not_at_all);
async fn events_are_added_together_or_not_at_all(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let (one, other) = (an_event(&user, NOW), an_event(&user, NOW + 1));
    let twice = [
        one.clone(),
        other.clone(),
        Event {
            at: NOW + 2,
            ..one.clone()
        },
    ];
    assert!(matches!(
        store.record_events(&twice).await,
        Err(StoreError::Duplicate)
    ));
    assert_eq!(store.events_of(&user.id, 9, None).await.unwrap(), []);
    store.record_events(&[]).await.unwrap();
    store.record_events(&twice[..2]).await.unwrap();
    assert_eq!(
        store.events_of(&user.id, 9, None).await.unwrap(),
        [other, one]
    );
}

on_each_store!(a_limit_counts_one_kind_of_one_user_since_a_time);
async fn a_limit_counts_one_kind_of_one_user_since_a_time(store: TestStore) {
    let (user, other) = (
        with_user(&store, "a@b.c").await,
        with_user(&store, "b@b.c").await,
    );
    let failed = |user: Option<&User>, at| {
        Event::new(EventKind::SignInFailed, user.map(|user| &user.id), at)
    };
    store
        .record_events(&[an_event(&user, NOW), failed(Some(&user), NOW - 1)])
        .await
        .unwrap();
    for whose in [Some(&user), Some(&other), None] {
        assert!(
            store
                .record_failed_sign_in(&[], &failed(whose, NOW), 2, NOW)
                .await
                .unwrap()
        );
        assert!(
            store
                .record_failed_sign_in(&[], &failed(whose, NOW + 1), 2, NOW)
                .await
                .unwrap()
        );
        assert!(
            !store
                .record_failed_sign_in(&[], &failed(whose, NOW + 2), 2, NOW)
                .await
                .unwrap()
        );
        assert!(
            store
                .record_failed_sign_in(&[], &failed(whose, NOW + 2), 2, NOW + 1)
                .await
                .unwrap()
        );
    }
    assert_eq!(store.events_of(&user.id, 9, None).await.unwrap().len(), 5);
    assert_eq!(store.events_of(&other.id, 9, None).await.unwrap().len(), 3);
}
