//! The record of events: what is read back, and in which order.

use super::*;

#[tokio::test]
async fn events_come_in_pages_newest_first() {
    for store in stores().await {
        let user = with_user(&store, "a@b.c").await;
        let mut events = Vec::new();
        for at in [NOW, NOW, NOW, NOW + 1, NOW + 2] {
            let event = an_event(&user, at);
            store.record_event(&event).await.unwrap();
            events.push(event);
        }
        store.record_event(&Event { user_id: None, ..an_event(&user, NOW) }).await.unwrap();
        events.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));

        assert_eq!(store.events_of(&user.id, i64::MAX, None).await.unwrap(), events);
        let page = store.events_of(&user.id, 3, None).await.unwrap();
        assert_eq!(page, events[..3]);
        let rest = store.events_of(&user.id, 3, Some((page[2].at, &page[2].id))).await.unwrap();
        assert_eq!(rest, events[3..]);
        assert_eq!(store.events_of(&user.id, -1, None).await.unwrap(), []);
    }
}

#[tokio::test]
async fn an_event_reads_as_it_was_written() {
    for store in stores().await {
        let user = a_user("gone@b.c");
        let event = Event { session_id: Some(new_id()), detail: Some("상세".into()), user_agent: "x".into(), ..an_event(&user, NOW) };
        store.record_event(&event).await.unwrap();
        assert_eq!(store.events_of(&user.id, 1, None).await.unwrap(), [event]);
    }
}
