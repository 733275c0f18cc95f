//! All or nothing, and once.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn instances_that_start_together_seed_once() {
    for store in stores().await {
        let tasks: Vec<_> = (0..4)
            .map(|_| {
                let store = store.0.clone();
                tokio::spawn(async move {
                    let users = [a_user("demo@b.c"), a_user("admin@b.c")];
                    let sessions = [a_session(&users[0]), a_session(&users[0])];
                    let notes = [
                        (users[0].id.clone(), "one".to_owned(), NOW),
                        (users[1].id.clone(), "two".to_owned(), NOW),
                    ];
                    store
                        .seed(&users, &sessions, &notes, &[an_event(&users[0], NOW)])
                        .await
                        .unwrap();
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(store.list_users().await.unwrap().len(), 2);
        let demo = store.user_by_email("demo@b.c").await.unwrap().unwrap();
        assert_eq!(
            store.sessions_of(&demo.id, 100, None).await.unwrap().len(),
            2
        );
        assert_eq!(store.notes_of(&demo.id, 100, None).await.unwrap().len(), 1);
        assert_eq!(store.events_of(&demo.id, 9, None).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_seed_that_does_not_fit_leaves_nothing() {
    for store in stores().await {
        let users = [a_user("demo@b.c")];
        let stray = [a_session(&a_user("nobody@b.c"))];
        assert!(matches!(
            store.seed(&users, &stray, &[], &[]).await,
            Err(StoreError::Refused(_))
        ));
        assert_eq!(store.list_users().await.unwrap(), []);
    }
}
