//! The commands of the binary. Each parses its arguments, calls a use case, and prints the outcome.
//!
//! May import the configuration, the services, the store and the rules. Knows nothing of HTTP.

mod check;
mod failure;
mod keys;
mod output;
mod password;
mod secret_step;
mod serve;
mod user;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tokio::runtime;

use crate::web::{Builder, config::Config};

pub use check::check;
pub use failure::Failure;
pub use keys::{KeysCommand, keys};
pub use serve::serve;
pub use user::{UserCommand, user};

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "latchkey",
    version,
    about = "Sign in once, stay signed in.",
    disable_help_subcommand = true
)]
#[command(
    after_help = "Settings come from LATCHKEY_… variables and latchkey.toml; `latchkey check` shows those in effect."
)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve (what happens without a command, too)
    Serve,
    /// Add, list, disable and enable accounts, set their passwords and end their sessions
    #[command(subcommand)]
    User(UserCommand),
    /// List, rotate, revoke and delete the keys that sign access tokens
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Show the settings in effect and what is unsafe in them; fails if anything is
    Check,
}

/// Runs the command line of the application that `application` makes of the settings.
pub fn main(application: fn(Config) -> Builder) -> ExitCode {
    let done = match Cli::parse().command() {
        Command::Serve => block_on(serve(application)),
        Command::User(command) => block_on(user(command)),
        Command::Keys(command) => block_on(keys(command)),
        Command::Check => block_on(check()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            for line in failure.to_string().lines() {
                eprintln!("latchkey: {line}");
            }
            failure.exit_code()
        }
    }
}

fn block_on(command: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(command)
}

impl Cli {
    /// Returns the command; `serve` by default.
    pub fn command(self) -> Command {
        self.command.unwrap_or(Command::Serve)
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, error::ErrorKind};

    use super::*;

    fn parse(line: &str) -> Result<Command, ErrorKind> {
        Cli::try_parse_from(line.split(' '))
            .map(Cli::command)
            .map_err(|error| error.kind())
    }

    #[test]
    fn the_definition_is_sound() {
        Cli::command_for_update().debug_assert();
    }

    #[test]
    fn serving_needs_no_command() {
        assert!(
            matches!(parse("latchkey"), Ok(Command::Serve))
                && matches!(parse("latchkey serve"), Ok(Command::Serve))
        );
        assert!(matches!(parse("latchkey check"), Ok(Command::Check)));
    }

    #[test]
    fn accounts_are_named_by_address() {
        let added = parse("latchkey user add A@B.example --name Ada --admin --password-stdin");
        assert!(
            matches!(added, Ok(Command::User(UserCommand::Add { email, admin: true, password_stdin: true, .. })) if email.as_str() == "a@b.example")
        );
        assert!(matches!(
            parse("latchkey user list --json"),
            Ok(Command::User(UserCommand::List { json: true }))
        ));
        assert!(matches!(
            parse("latchkey user disable a@b.example"),
            Ok(Command::User(UserCommand::Disable { .. }))
        ));
        assert!(matches!(
            parse("latchkey user enable a@b.example"),
            Ok(Command::User(UserCommand::Enable { .. }))
        ));
        let set = parse("latchkey user set-password a@b.example --password-stdin");
        assert!(matches!(
            set,
            Ok(Command::User(UserCommand::SetPassword {
                password_stdin: true,
                ..
            }))
        ));
        let sessions = parse("latchkey user sessions a@b.example --json");
        assert!(matches!(
            sessions,
            Ok(Command::User(UserCommand::Sessions { json: true, .. }))
        ));
        assert!(matches!(
            parse("latchkey user end-sessions a@b.example"),
            Ok(Command::User(UserCommand::EndSessions { .. }))
        ));
    }

    #[test]
    fn keys_are_listed_and_rotated() {
        assert!(matches!(
            parse("latchkey keys list --json"),
            Ok(Command::Keys(KeysCommand::List { json: true }))
        ));
        assert!(matches!(
            parse("latchkey keys rotate"),
            Ok(Command::Keys(KeysCommand::Rotate))
        ));
        assert!(matches!(
            parse("latchkey keys revoke KID"),
            Ok(Command::Keys(KeysCommand::Revoke { .. }))
        ));
        assert!(matches!(
            parse("latchkey keys delete KID --force"),
            Ok(Command::Keys(KeysCommand::Delete { force: true, .. }))
        ));
    }

    #[test]
    fn a_wrong_line_is_refused() {
        assert_eq!(
            parse("latchkey user add nobody --name Ada").err(),
            Some(ErrorKind::ValueValidation)
        );
        assert_eq!(
            parse("latchkey user add a@b.example").err(),
            Some(ErrorKind::MissingRequiredArgument)
        );
        assert_eq!(
            parse("latchkey user add a@b.example --name Ada --password x").err(),
            Some(ErrorKind::UnknownArgument)
        );
        assert_eq!(
            parse("latchkey bogus").err(),
            Some(ErrorKind::InvalidSubcommand)
        );
    }
}
