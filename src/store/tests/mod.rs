//! The store on both databases.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../../../tests/support/databases.rs"]
pub(crate) mod databases;

mod accounts;
mod connect;
mod device_binding;
mod devices;
mod events;
mod generations;
mod keys;
mod notices;
mod purge;
mod revocation;
mod seed;
mod sessions;
mod sign_in;
mod sign_in_failures;
mod users;

use super::{AccountChange, Event, Migrations, SessionRecord, Store, StoreError, User, new_id};
use crate::{
    event::EventKind,
    rules::clock::Timestamp,
    session::{Generation, Role},
};
use databases::TestDatabase;

/// Some time in 2026.
pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_795_286_284_000);

/// An empty store, and then its database, which goes when this goes.
pub(crate) struct TestStore(pub Store, #[allow(dead_code)] TestDatabase);

impl std::ops::Deref for TestStore {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.0
    }
}

impl TestStore {
    /// Returns an empty store with the tables of these features.
    pub(crate) async fn on(database: TestDatabase, features: &[&'static Migrations]) -> Self {
        let store = Store::connect_with(&database.url, features).await.unwrap();
        Self(store, database)
    }
}

/// Declares two tests, `NAME::sqlite` and `NAME::postgres`: the function of that name, called with an empty store. What may
/// follow are the features whose tables it has, and after a semicolon the arguments of `tokio::test`.
macro_rules! on_each_store {
    ($test:ident $(, $features:expr)? $(; $($runtime:tt)+)?) => {
        mod $test {
            #[allow(unused_imports)]
            use super::*;
            use $crate::store::tests::{TestStore, databases, on_each_store};

            #[tokio::test$(($($runtime)+))?]
            async fn sqlite() {
                let features = on_each_store!(@ $($features)?);
                super::$test(TestStore::on(databases::sqlite(), features).await).await;
            }

            #[tokio::test$(($($runtime)+))?]
            async fn postgres() {
                if let Some(database) = databases::postgres() {
                    let features = on_each_store!(@ $($features)?);
                    super::$test(TestStore::on(database, features).await).await;
                }
            }
        }
    };
    (@) => { &[] };
    (@ $features:expr) => { $features };
}
pub(crate) use on_each_store;

/// The password hash of every user.
const HASH: &str = "$argon2id$hash";

fn a_user(email: &str) -> User {
    User {
        id: new_id().into(),
        email: email.into(),
        name: "가나다".into(),
        role: Role::User,
        created_at: NOW,
        disabled_at: None,
    }
}

fn a_session(user: &User) -> SessionRecord {
    SessionRecord {
        id: new_id().into(),
        user_id: user.id.clone(),
        secret: (0..32).map(|byte| byte * 8).collect::<Vec<u8>>().into(),
        generation: Generation::FIRST,
        used_at: None,
        created_at: NOW,
        refreshed_at: NOW,
        expires_at: NOW + 1000,
        revoked_at: None,
        revoked_reason: None,
        ip: "192.0.2.1".into(),
        user_agent: "Mozilla/5.0".into(),
        method: "password".into(),
        proved_at: NOW,
    }
}

fn an_event(user: &User, at: Timestamp) -> Event {
    Event {
        id: new_id(),
        at,
        kind: EventKind::SignIn,
        user_id: Some(user.id.clone()),
        session_id: None,
        ip: "192.0.2.1".into(),
        user_agent: String::new(),
        detail: None,
        confirmed_at: None,
    }
}

pub(crate) async fn with_user(store: &Store, email: &str) -> User {
    let user = a_user(email);
    store.create_user(&user, Some(HASH)).await.unwrap();
    user
}

async fn with_session(store: &Store, user: &User) -> SessionRecord {
    let session = a_session(user);
    store.create_session(&session).await.unwrap();
    session
}

async fn disable(store: &Store, user: &User, at: Timestamp) {
    let event = Event::new(EventKind::AccountDisabled, Some(&user.id), at);
    store
        .change_account(AccountChange::Disable, &event, &user.id, None, &[])
        .await
        .unwrap();
}

#[test]
fn a_time_out_of_range_has_a_text_too() {
    assert_eq!(
        super::rfc3339(Timestamp::from_millis(-1)),
        "1970-01-01T00:00:00Z"
    );
    assert_eq!(super::rfc3339(Timestamp::MAX), "9999-12-31T23:59:59Z");
}
