//! The commands on accounts, less the terminal.

#![allow(clippy::unwrap_used)]

use std::time::Duration;

use super::*;
use crate::{
    event::EventKind,
    ids::SessionId,
    rules::clock::Timestamp,
    session::Generation,
    store::{SessionRecord, new_id},
};

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
const ADA: &str = "ada@latchkey.test";

struct Setup {
    accounts: Accounts,
    hasher: PasswordHasher,
    _directory: tempfile::TempDir,
}

async fn setup() -> Setup {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/latchkey.db", directory.path().display());
    let store = Store::connect(&url).await.unwrap();
    let accounts = Accounts {
        store,
        clock: Clock::manual(NOW),
        idle_ttl: Duration::from_secs(3600),
        policy: PasswordPolicy::new(15),
    };
    Setup {
        accounts,
        hasher: PasswordHasher::new(HashCost::LEAST).unwrap(),
        _directory: directory,
    }
}

impl Setup {
    async fn run(&self, command: UserCommand) -> Result<String, Failure> {
        self.run_with(command, None).await
    }

    async fn run_with(
        &self,
        command: UserCommand,
        password: Option<&str>,
    ) -> Result<String, Failure> {
        carry_out(
            command,
            password.map(|text| Password::new(text.to_owned())),
            &self.accounts,
            &self.hasher,
        )
        .await
    }

    async fn add_ada(&self) -> Result<String, Failure> {
        let command = UserCommand::Add {
            email: ada(),
            name: Name::parse("Ada").unwrap(),
            admin: true,
            password_stdin: true,
        };
        self.run_with(command, Some("correct horse battery")).await
    }

    async fn user(&self) -> User {
        self.accounts
            .store
            .user_by_email(ADA)
            .await
            .unwrap()
            .unwrap()
    }

    async fn sign_in(&self) -> SessionRecord {
        let session = SessionRecord {
            id: new_id().into(),
            user_id: self.user().await.id,
            secret: vec![7; 32].into(),
            generation: Generation::FIRST,
            used_at: None,
            created_at: NOW,
            refreshed_at: NOW,
            expires_at: NOW + 1,
            revoked_at: None,
            revoked_reason: None,
            ip: "192.0.2.1".into(),
            user_agent: "curl".into(),
            method: "password".into(),
            proved_at: NOW,
        };
        self.accounts.store.create_session(&session).await.unwrap();
        session
    }

    /// What is on record: kind, session, detail.
    async fn events(&self) -> Vec<(EventKind, Option<SessionId>, Option<String>)> {
        let events = self
            .accounts
            .store
            .events_of(&self.user().await.id, 9, None)
            .await
            .unwrap();
        events
            .into_iter()
            .map(|event| (event.kind, event.session_id, event.detail))
            .collect()
    }

    async fn matches(&self, password: &str) -> bool {
        let store = &self.accounts.store;
        let ada = store.credentials_by_email(ADA).await.unwrap().unwrap();
        let password = Password::new(password.to_owned());
        self.hasher
            .verify(
                &password,
                ada.password_hash(),
                crate::rules::queue::Claimant::default(),
            )
            .await
            .unwrap()
            .matches
    }
}

fn ada() -> Email {
    Email::parse(ADA).unwrap()
}

#[tokio::test]
async fn an_account_is_added_once_with_a_hash_of_its_password() {
    let setup = setup().await;
    assert!(
        setup
            .add_ada()
            .await
            .unwrap()
            .starts_with("added ada@latchkey.test (admin), id ")
    );
    let taken = Failure::new("there is an account ada@latchkey.test already");
    assert_eq!(setup.add_ada().await, Err(taken));
    assert!(setup.matches("correct horse battery").await);
}

#[tokio::test]
async fn accounts_are_listed_for_people_and_for_scripts() {
    let setup = setup().await;
    assert_eq!(
        setup.run(UserCommand::List { json: true }).await.unwrap(),
        "[]"
    );
    setup.add_ada().await.unwrap();
    let expected = "EMAIL              NAME  ROLE   CREATED               DISABLED\nada@latchkey.test  Ada   admin  2027-01-15T08:00:00Z";
    assert_eq!(
        setup.run(UserCommand::List { json: false }).await.unwrap(),
        expected
    );
    let listed: serde_json::Value =
        serde_json::from_str(&setup.run(UserCommand::List { json: true }).await.unwrap()).unwrap();
    assert_eq!(
        (&listed[0]["role"], &listed[0]["disabled_at"]),
        (&json!("admin"), &json!(null))
    );
    assert!(!listed.to_string().contains("argon2"));
}

#[tokio::test]
async fn disabling_and_enabling_say_what_happened() {
    let setup = setup().await;
    let disable = || setup.run(UserCommand::Disable { email: ada() });
    let enable = || setup.run(UserCommand::Enable { email: ada() });
    assert_eq!(
        disable().await,
        Err(Failure::new("there is no account ada@latchkey.test"))
    );
    setup.add_ada().await.unwrap();
    assert_eq!(
        disable().await.unwrap(),
        "disabled ada@latchkey.test; sessions ended: 0"
    );
    assert_eq!(
        disable().await.unwrap(),
        "was disabled already: ada@latchkey.test; sessions ended: 0"
    );
    assert!(setup.user().await.disabled_at.is_some());
    assert_eq!(enable().await.unwrap(), "enabled ada@latchkey.test");
    assert_eq!(
        enable().await.unwrap(),
        "was enabled already: ada@latchkey.test"
    );
    assert_eq!(setup.user().await.disabled_at, None);
    assert!(
        setup
            .events()
            .await
            .contains(&(EventKind::AccountEnabled, None, None))
    );
}

#[tokio::test]
async fn disabling_is_on_record_with_every_session_that_it_ends() {
    let setup = setup().await;
    setup.add_ada().await.unwrap();
    let session = setup.sign_in().await;
    for _ in 0..2 {
        setup
            .run(UserCommand::Disable { email: ada() })
            .await
            .unwrap();
    }
    let told = setup.events().await;
    assert_eq!(told.len(), 2, "once: {told:?}");
    assert!(told.contains(&(EventKind::AccountDisabled, None, None)));
    assert!(told.contains(&(
        EventKind::SessionRevoked,
        Some(session.id),
        Some("account_disabled".into())
    )));
}

#[tokio::test]
async fn another_password_ends_every_session_on_record() {
    let setup = setup().await;
    setup.add_ada().await.unwrap();
    let session = setup.sign_in().await;
    let command = UserCommand::SetPassword {
        email: ada(),
        password_stdin: true,
    };
    let said = setup
        .run_with(command, Some("staple battery horse"))
        .await
        .unwrap();
    assert_eq!(
        said,
        "changed the password of ada@latchkey.test; sessions ended: 1"
    );
    assert!(
        setup.matches("staple battery horse").await
            && !setup.matches("correct horse battery").await
    );
    let told = setup.events().await;
    let revoked = (
        EventKind::SessionRevoked,
        Some(session.id),
        Some("password_change".into()),
    );
    assert!(told.contains(&revoked), "{told:?}");
    let changed = (EventKind::PasswordChanged, None, None);
    assert!(told.contains(&changed), "{told:?}");
}

#[tokio::test]
async fn a_weak_password_is_a_usage_error_and_changes_nothing() {
    let setup = setup().await;
    setup.add_ada().await.unwrap();
    setup.sign_in().await;
    let command = UserCommand::SetPassword {
        email: ada(),
        password_stdin: true,
    };
    let refused = setup.run_with(command, Some("battery")).await;
    let expected = Failure::usage("password: at least 15 characters are needed");
    assert_eq!(refused, Err(expected));
    assert!(setup.matches("correct horse battery").await);
    assert_eq!(setup.events().await, [], "no session was ended");
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let setup = setup().await;
    setup.add_ada().await.unwrap();
    let session = setup.sign_in().await;
    let (email, json) = (ada(), true);
    let listed = setup.run(UserCommand::Sessions { email, json }).await;
    let before: serde_json::Value = serde_json::from_str(&listed.unwrap()).unwrap();
    assert_eq!(
        (&before[0]["id"], &before[0]["state"]),
        (&json!(session.id), &json!("living"))
    );
    assert!(before[0].get("secret").is_none());
    let end = || setup.run(UserCommand::EndSessions { email: ada() });
    assert_eq!(
        end().await.unwrap(),
        "ended the sessions of ada@latchkey.test: 1"
    );
    assert_eq!(
        end().await.unwrap(),
        "ended the sessions of ada@latchkey.test: 0"
    );
    let (email, json) = (ada(), false);
    let table = setup.run(UserCommand::Sessions { email, json }).await;
    let table = table.unwrap();
    assert!(table.contains("administrator"), "{table}");
    assert_eq!(
        setup.events().await,
        [(
            EventKind::SessionRevoked,
            Some(session.id),
            Some("administrator".into())
        )]
    );
}
