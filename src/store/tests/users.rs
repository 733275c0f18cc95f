//! Accounts as rows.

use super::*;

on_each_store!(a_user_reads_as_it_was_written);
async fn a_user_reads_as_it_was_written(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let admin = User {
        role: Role::Admin,
        disabled_at: Some(NOW),
        created_at: NOW + 1,
        ..a_user("b@b.c")
    };
    store.create_user(&admin, None).await.unwrap();

    assert_eq!(
        store.user_by_email("a@b.c").await.unwrap().as_ref(),
        Some(&user)
    );
    assert_eq!(
        store.user_by_id(&admin.id).await.unwrap().as_ref(),
        Some(&admin)
    );
    assert_eq!(store.list_users().await.unwrap(), [user, admin]);
    assert_eq!(store.user_by_email("nobody@b.c").await.unwrap(), None);
}

on_each_store!(an_email_address_has_one_account);
async fn an_email_address_has_one_account(store: TestStore) {
    with_user(&store, "a@b.c").await;
    assert!(matches!(
        store.create_user(&a_user("a@b.c"), None).await,
        Err(StoreError::Duplicate)
    ));
}

on_each_store!(a_password_hash_is_replaced_only_while_it_is_the_old_one);
async fn a_password_hash_is_replaced_only_while_it_is_the_old_one(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    assert!(
        store
            .replace_password_hash(&user.id, "$argon2id$hash", "$new")
            .await
            .unwrap()
    );
    assert!(
        !store
            .replace_password_hash(&user.id, "$argon2id$hash", "$newer")
            .await
            .unwrap()
    );
    assert_eq!(
        store
            .credentials_by_email("a@b.c")
            .await
            .unwrap()
            .unwrap()
            .password_hash(),
        Some("$new")
    );
    assert!(
        !store
            .replace_password_hash(&"nobody".into(), "$argon2id$hash", "$new")
            .await
            .unwrap()
    );
}

#[test]
fn debug_does_not_show_the_hash() {
    assert!(!format!("{:?}", a_user("a@b.c")).contains("argon2"));
}
