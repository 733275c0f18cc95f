//! `latchkey user`: manages accounts from the server's machine. Works beside a running server.

use clap::Subcommand;
use serde_json::json;

use super::{Failure, output, password};
use crate::{
    error::FieldCode,
    input::{Email, Name, Password},
    rules::{
        clock::Clock,
        password::{HashCost, PasswordHasher},
        password_policy::PasswordPolicy,
    },
    services::{AccountError, Accounts, ListedSession},
    session::Role,
    store::{Store, User, rfc3339},
    text::Locale,
    web::config::Config,
};

/// The commands on accounts.
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
    /// Allow the use of a disabled account again
    Enable {
        /// The account's address
        #[arg(value_parser = |raw: &str| Email::parse(raw).map_err(explain))]
        email: Email,
    },
    /// Give an account another password and end all its sessions; asks for the password
    SetPassword {
        /// The account's address
        #[arg(value_parser = |raw: &str| Email::parse(raw).map_err(explain))]
        email: Email,
        /// Read the password from standard input, one line
        #[arg(long)]
        password_stdin: bool,
    },
    /// List the sessions of an account, the newest first
    Sessions {
        /// The account's address
        #[arg(value_parser = |raw: &str| Email::parse(raw).map_err(explain))]
        email: Email,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// End all sessions of an account
    EndSessions {
        /// The account's address
        #[arg(value_parser = |raw: &str| Email::parse(raw).map_err(explain))]
        email: Email,
    },
}

/// Runs a command on the configured database, which is created and migrated if necessary.
///
/// # Errors
/// Malformed settings, an unusable password, an account that exists or does not exist, a database that is away.
pub async fn user(command: UserCommand) -> Result<(), Failure> {
    let config = Config::from_process()?;
    let password = match command {
        UserCommand::Add { password_stdin, .. }
        | UserCommand::SetPassword { password_stdin, .. } => {
            Some(password::read(password_stdin).await?)
        }
        _ => None,
    };
    let store = Store::connect(config.storage.database_url.expose()).await?;
    let accounts = Accounts {
        store,
        clock: Clock::system(),
        idle_ttl: config.tokens.refresh_idle_ttl,
        policy: PasswordPolicy::new(config.limits.password_min),
    };
    let answer = match PasswordHasher::new(HashCost::OWASP) {
        Ok(hasher) => carry_out(command, password, &accounts, &hasher).await,
        Err(error) => Err(error.into()),
    };
    // SQLite folds its log into the file only where connections are closed.
    accounts.store.close().await;
    Ok(output::print(&answer?)?)
}

async fn carry_out(
    command: UserCommand,
    password: Option<Password>,
    accounts: &Accounts,
    hasher: &PasswordHasher,
) -> Result<String, Failure> {
    let (asked, password) = (
        password.is_some(),
        password.unwrap_or_else(|| Password::new(String::new())),
    );
    let email = command
        .email()
        .map(|email| email.as_str().to_owned())
        .unwrap_or_default();
    let failed = |error| failure(error, &email, &accounts.policy);
    match command {
        UserCommand::Add {
            email, name, admin, ..
        } if asked => {
            let role = if admin { Role::Admin } else { Role::User };
            let user = accounts
                .add(hasher, email, name, role, &password)
                .await
                .map_err(failed)?;
            Ok(format!(
                "added {} ({}), id {}",
                user.email,
                user.role.as_str(),
                user.id
            ))
        }
        UserCommand::SetPassword { email, .. } if asked => {
            let end = accounts
                .set_password(hasher, &email, &password)
                .await
                .map_err(failed)?;
            Ok(format!(
                "changed the password of {}; sessions ended: {}",
                email.as_str(),
                end.ended.len()
            ))
        }
        UserCommand::Add { .. } | UserCommand::SetPassword { .. } => {
            Err(Failure::usage("a password is needed"))
        }
        UserCommand::List { json } => Ok(users(accounts.list().await.map_err(failed)?, json)),
        UserCommand::Disable { email } => {
            let end = accounts.disable(&email).await.map_err(failed)?;
            let state = if end.changed {
                "disabled"
            } else {
                "was disabled already:"
            };
            Ok(format!(
                "{state} {}; sessions ended: {}",
                email.as_str(),
                end.ended.len()
            ))
        }
        UserCommand::Enable { email } => {
            let end = accounts.enable(&email).await.map_err(failed)?;
            Ok(format!(
                "{} {}",
                if end.changed {
                    "enabled"
                } else {
                    "was enabled already:"
                },
                email.as_str()
            ))
        }
        UserCommand::Sessions { email, json } => Ok(sessions(
            &accounts.sessions(&email).await.map_err(failed)?,
            json,
        )),
        UserCommand::EndSessions { email } => {
            let ended = accounts.end_sessions(&email).await.map_err(failed)?;
            Ok(format!("ended the sessions of {}: {ended}", email.as_str()))
        }
    }
}

fn users(users: Vec<User>, as_json: bool) -> String {
    if as_json {
        return json!(users.iter().map(user_json).collect::<Vec<_>>()).to_string();
    }
    let rows = users.into_iter().map(|user| {
        let disabled = user.disabled_at.map(rfc3339).unwrap_or_default();
        [
            user.email,
            user.name,
            user.role.as_str().to_owned(),
            rfc3339(user.created_at),
            disabled,
        ]
    });
    output::table(["EMAIL", "NAME", "ROLE", "CREATED", "DISABLED"], rows)
}

/// Returns an account as JSON, without its password hash, because scripts log their input.
fn user_json(user: &User) -> serde_json::Value {
    json!({
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "role": user.role,
        "created_at": rfc3339(user.created_at),
        "disabled_at": user.disabled_at.map(rfc3339),
    })
}

/// Formats sessions without their secrets, which their tokens are derived from.
fn sessions(listed: &[ListedSession], as_json: bool) -> String {
    if as_json {
        let sessions = listed.iter().map(|listed| {
            let session = &listed.session;
            json!({
                "id": session.id,
                "state": listed.state(),
                "created_at": rfc3339(session.created_at),
                "refreshed_at": rfc3339(session.refreshed_at),
                "ends_at": rfc3339(session.expires_at),
                "revoked_at": session.revoked_at.map(rfc3339),
                "ip": session.ip,
                "user_agent": session.user_agent,
            })
        });
        return json!(sessions.collect::<Vec<_>>()).to_string();
    }
    let rows = listed.iter().map(|listed| {
        let session = &listed.session;
        [
            session.id.to_string(),
            listed.state().to_owned(),
            rfc3339(session.created_at),
            rfc3339(session.refreshed_at),
            session.ip.clone(),
            session.user_agent.clone(),
        ]
    });
    output::table(
        ["ID", "STATE", "CREATED", "REFRESHED", "IP", "USER AGENT"],
        rows,
    )
}

fn failure(error: AccountError, email: &str, policy: &PasswordPolicy) -> Failure {
    match error {
        AccountError::Weak(weakness) => {
            Failure::usage(format!("password: {}", policy.explain(weakness)))
        }
        AccountError::NotFound => Failure::new(format!("there is no account {email}")),
        AccountError::Taken => Failure::new(format!("there is an account {email} already")),
        AccountError::Password(error) => error.into(),
        AccountError::Store(error) => error.into(),
    }
}

impl UserCommand {
    fn email(&self) -> Option<&Email> {
        match self {
            Self::List { .. } => None,
            Self::Add { email, .. }
            | Self::Disable { email }
            | Self::Enable { email }
            | Self::SetPassword { email, .. }
            | Self::Sessions { email, .. }
            | Self::EndSessions { email } => Some(email),
        }
    }
}

fn explain(code: FieldCode) -> &'static str {
    code.text().get(Locale::English)
}

#[cfg(test)]
#[path = "user_tests.rs"]
mod tests;
