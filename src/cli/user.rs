//! `latchkey user`: accounts, from the machine that the server runs on. Works beside a running server.

use clap::Subcommand;
use serde_json::json;

use super::{Failure, output, password};
use crate::{
    auth::{
        clock::{Clock, Millis},
        password::{HashCost, PasswordHasher},
    },
    error::FieldCode,
    event::EventKind,
    input::{Email, Name, Password},
    server::config::Config,
    session::Role,
    store::{Event, RevocationReason, Store, StoreError, User, new_id, rfc3339},
    text::Locale,
};

/// What can be done with accounts.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add an account; asks for its password
    Add {
        /// The address to sign in with
        #[arg(value_parser = |raw: &str| Email::parse(raw).map_err(explain))]
        email: Email,
        /// The person's name
        #[arg(long, value_parser = |raw: &str| Name::parse(raw).map_err(explain))]
        name: Name,
        /// May see and disable other accounts
        #[arg(long)]
        admin: bool,
        /// Read the password from standard input, one line
        #[arg(long)]
        password_stdin: bool,
    },
    /// List all accounts, the oldest first
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Forbid an account's use and end all its sessions
    Disable {
        /// The account's address
        #[arg(value_parser = |raw: &str| Email::parse(raw).map_err(explain))]
        email: Email,
    },
}

/// Carries out a command on the configured database, which is created and migrated if need be.
///
/// # Errors
/// Malformed settings, an unusable password, an account that exists or does not exist, a database that is away.
pub async fn user(command: UserCommand) -> Result<(), Failure> {
    let config = Config::from_process()?;
    let now = Clock::system().now();
    let connect = || Store::connect(config.storage.database_url.expose());
    let (store, answer) = match command {
        UserCommand::Add { email, name, admin, password_stdin } => {
            let password = password::read(password_stdin)?;
            let role = if admin { Role::Admin } else { Role::User };
            let store = connect().await?;
            let answer = add(&store, &PasswordHasher::new(HashCost::OWASP)?, email, name, role, &password, now).await;
            (store, answer)
        }
        UserCommand::List { json } => {
            let store = connect().await?;
            let answer = list(&store, json).await;
            (store, answer)
        }
        UserCommand::Disable { email } => {
            let store = connect().await?;
            let answer = disable(&store, &email, now).await;
            (store, answer)
        }
    };
    // SQLite folds its log into the file only where connections are closed.
    store.close().await;
    Ok(output::print(&answer?)?)
}

async fn add(
    store: &Store,
    hasher: &PasswordHasher,
    email: Email,
    name: Name,
    role: Role,
    password: &Password,
    now: Millis,
) -> Result<String, Failure> {
    let user = User {
        id: new_id(),
        email: email.as_str().to_owned(),
        name: name.as_str().to_owned(),
        role,
        password_hash: Some(hasher.hash(password).await?),
        created_at: now,
        disabled_at: None,
    };
    match store.create_user(&user).await {
        Ok(()) => Ok(format!("added {} ({}), id {}", user.email, role.as_str(), user.id)),
        Err(StoreError::Duplicate) => Err(Failure::new(format!("there is an account {} already", user.email))),
        Err(error) => Err(error.into()),
    }
}

async fn list(store: &Store, as_json: bool) -> Result<String, Failure> {
    let users = store.list_users().await?;
    if as_json {
        let users: Vec<_> = users.iter().map(json).collect();
        return Ok(json!(users).to_string());
    }
    let rows = users.into_iter().map(|user| {
        let disabled = user.disabled_at.map(rfc3339).unwrap_or_default();
        [user.email, user.name, user.role.as_str().to_owned(), rfc3339(user.created_at), disabled]
    });
    Ok(output::table(["EMAIL", "NAME", "ROLE", "CREATED", "DISABLED"], rows))
}

/// No password hash: what a script reads ends up in logs.
fn json(user: &User) -> serde_json::Value {
    json!({
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "role": user.role,
        "created_at": rfc3339(user.created_at),
        "disabled_at": user.disabled_at.map(rfc3339),
    })
}

async fn disable(store: &Store, email: &Email, now: Millis) -> Result<String, Failure> {
    let email = email.as_str();
    let Some(user) = store.user_by_email(email).await? else { return Err(Failure::new(format!("there is no account {email}"))) };
    let changed = store.disable_user(&user.id, now).await?;
    // For an account that was disabled before, too: whoever asks twice wants to be sure.
    let reason = RevocationReason::AccountDisabled;
    let ended = store.revoke_sessions_of(&user.id, None, reason, now).await?;
    let disabled = changed.then(|| Event::new(EventKind::AccountDisabled, Some(&user.id), now));
    let revoked = ended.iter().map(|session| Event {
        session_id: Some(session.id.clone()),
        detail: Some(reason.as_str().to_owned()),
        ..Event::new(EventKind::SessionRevoked, Some(&user.id), now)
    });
    store.record_events(&disabled.into_iter().chain(revoked).collect::<Vec<_>>()).await?;
    let ended = ended.len();
    let state = if changed { "disabled" } else { "was disabled already:" };
    Ok(format!("{state} {email}; sessions ended: {ended}"))
}

fn explain(code: FieldCode) -> &'static str {
    code.text().get(Locale::English)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::store::SessionRecord;

    const NOW: Millis = 1_800_000_000_000;

    async fn store() -> (tempfile::TempDir, Store) {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::connect(&format!("sqlite://{}/latchkey.db", directory.path().display())).await.unwrap();
        (directory, store)
    }

    async fn add_ada(store: &Store) -> Result<String, Failure> {
        let hasher = PasswordHasher::new(HashCost::LEAST).unwrap();
        let (email, name) = (Email::parse("ada@latchkey.test").unwrap(), Name::parse("Ada").unwrap());
        add(store, &hasher, email, name, Role::Admin, &Password::new("correct horse".into()), NOW).await
    }

    #[tokio::test]
    async fn an_account_is_added_once_with_a_hash_of_its_password() {
        let (_directory, store) = store().await;
        assert!(add_ada(&store).await.unwrap().starts_with("added ada@latchkey.test (admin), id "));
        assert_eq!(add_ada(&store).await, Err(Failure::new("there is an account ada@latchkey.test already")));
        let user = store.user_by_email("ada@latchkey.test").await.unwrap().unwrap();
        let hasher = PasswordHasher::new(HashCost::LEAST).unwrap();
        assert!(hasher.verify(&Password::new("correct horse".into()), user.password_hash.as_deref()).await.unwrap().matches);
    }

    #[tokio::test]
    async fn accounts_are_listed_for_people_and_for_scripts() {
        let (_directory, store) = store().await;
        assert_eq!(list(&store, true).await.unwrap(), "[]");
        add_ada(&store).await.unwrap();
        let expected =
            "EMAIL              NAME  ROLE   CREATED               DISABLED\nada@latchkey.test  Ada   admin  2027-01-15T08:00:00Z";
        assert_eq!(list(&store, false).await.unwrap(), expected);
        let listed: serde_json::Value = serde_json::from_str(&list(&store, true).await.unwrap()).unwrap();
        assert_eq!((&listed[0]["role"], &listed[0]["disabled_at"]), (&json!("admin"), &json!(null)));
        assert!(!listed.to_string().contains("argon2"));
    }

    #[tokio::test]
    async fn disabling_says_what_happened() {
        let (_directory, store) = store().await;
        let email = Email::parse("ada@latchkey.test").unwrap();
        assert_eq!(disable(&store, &email, NOW).await, Err(Failure::new("there is no account ada@latchkey.test")));
        add_ada(&store).await.unwrap();
        assert_eq!(disable(&store, &email, NOW).await.unwrap(), "disabled ada@latchkey.test; sessions ended: 0");
        assert_eq!(disable(&store, &email, NOW).await.unwrap(), "was disabled already: ada@latchkey.test; sessions ended: 0");
        assert!(store.user_by_email("ada@latchkey.test").await.unwrap().unwrap().disabled_at.is_some());
    }

    #[tokio::test]
    async fn disabling_is_on_record_with_every_session_that_it_ends() {
        let (_directory, store) = store().await;
        let email = Email::parse("ada@latchkey.test").unwrap();
        add_ada(&store).await.unwrap();
        let user = store.user_by_email(email.as_str()).await.unwrap().unwrap();
        let session = SessionRecord {
            id: new_id(),
            user_id: user.id.clone(),
            secret: vec![7; 32],
            generation: 1,
            used_at: None,
            created_at: NOW,
            refreshed_at: NOW,
            expires_at: NOW + 1,
            revoked_at: None,
            revoked_reason: None,
            ip: String::new(),
            user_agent: String::new(),
            method: "password".into(),
        };
        store.create_session(&session).await.unwrap();
        for _ in 0..2 {
            disable(&store, &email, NOW).await.unwrap();
        }
        let events = store.events_of(&user.id, 9, None).await.unwrap();
        let told: Vec<_> = events.iter().map(|event| (event.kind, event.session_id.clone(), event.detail.as_deref())).collect();
        assert_eq!(told.len(), 2, "once: {told:?}");
        assert!(told.contains(&(EventKind::AccountDisabled, None, None)));
        assert!(told.contains(&(EventKind::SessionRevoked, Some(session.id), Some("account_disabled"))));
    }

    #[test]
    fn times_beyond_the_calendar_do_not_panic() {
        assert_eq!(rfc3339(Millis::MIN), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(Millis::MAX), "9999-12-31T23:59:59Z");
    }
}
