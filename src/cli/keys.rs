//! `latchkey keys`: the keys that sign access tokens. Works beside running servers, which pick a new key up by themselves.

use clap::Subcommand;
use serde_json::json;

use super::{Failure, output};
use crate::{
    auth::{
        clock::{Clock, Millis},
        key_plan::{Duty, NOTICE},
        secrets::Secrets,
    },
    domain::{Keys, correct},
    server::config::Config,
    store::{SigningKeyRow, Store, rfc3339},
};

/// What can be done with signing keys.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// List the keys and what each is for, the newest first
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Make a new key; the old one verifies until the last token that it signed has run out
    Rotate,
}

/// Carries out a command on the configured database, which is created and migrated if need be.
///
/// # Errors
/// Malformed settings, a secret that does not open the keys, a database that is away.
pub async fn keys(command: KeysCommand) -> Result<(), Failure> {
    let config = Config::from_process()?;
    let current = *config.secret()?.expose();
    let previous: Vec<_> = config.secrets.previous.iter().map(|secret| *secret.expose()).collect();
    let secrets = Secrets::new(&current, &previous);
    let store = Store::connect(config.storage.database_url.expose()).await?;
    let clock = Clock::system();
    correct(&clock, &store).await?;
    let tokens = &config.tokens;
    let keys = Keys { alg: tokens.signing_alg, longest_life: tokens.access_ttl + tokens.clock_leeway, store: &store, secrets: &secrets };
    let answer = match command {
        KeysCommand::List { json } => list(&keys, json, clock.now()).await,
        KeysCommand::Rotate => rotate(&keys, clock.now()).await,
    };
    // SQLite folds its log into the file only where connections are closed.
    store.close().await;
    Ok(output::print(&answer?)?)
}

async fn list(keys: &Keys<'_>, as_json: bool, now: Millis) -> Result<String, Failure> {
    let listed = keys.list(now).await?;
    if as_json {
        return Ok(json!(listed.iter().map(json).collect::<Vec<_>>()).to_string());
    }
    let rows = listed.into_iter().map(|(row, duty)| {
        let retired = row.retired_at.map(rfc3339).unwrap_or_default();
        [row.kid, row.alg, duty.as_str().to_owned(), rfc3339(row.created_at), retired]
    });
    Ok(output::table(["KEY", "ALGORITHM", "STATE", "CREATED", "RETIRED"], rows))
}

/// No private part, sealed or not: what a script reads ends up in logs.
fn json((row, duty): &(SigningKeyRow, Duty)) -> serde_json::Value {
    json!({
        "kid": row.kid,
        "alg": row.alg,
        "state": duty.as_str(),
        "created_at": rfc3339(row.created_at),
        "retired_at": row.retired_at.map(rfc3339),
    })
}

async fn rotate(keys: &Keys<'_>, now: Millis) -> Result<String, Failure> {
    match keys.rotate(now).await {
        Ok(Some(kid)) => Ok(format!("new key {kid}; every server signs with it in {} s", NOTICE.as_secs())),
        Ok(None) => Err(Failure::new("somebody else has just rotated the keys; nothing was changed")),
        Err(error) => Err(Failure::new(error.to_string())),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::auth::alg::SigningAlg;

    const NOW: Millis = 1_800_000_000_000;

    #[tokio::test]
    async fn a_rotation_shows_in_the_list() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::connect(&format!("sqlite://{}/latchkey.db", directory.path().display())).await.unwrap();
        let secrets = Secrets::new(&[1; 32], &[]);
        let keys = Keys { alg: SigningAlg::EdDsa, longest_life: Duration::from_secs(305), store: &store, secrets: &secrets };
        assert_eq!(list(&keys, true, NOW).await.unwrap(), "[]");

        for at in [NOW, NOW + 60_000] {
            let said = rotate(&keys, at).await.unwrap();
            assert!(said.starts_with("new key ") && said.ends_with("signs with it in 3 s"), "{said}");
        }
        let table = list(&keys, false, NOW + 61_000).await.unwrap();
        let states: Vec<&str> = table.lines().map(|line| line.split_whitespace().nth(2).unwrap()).collect();
        assert_eq!(states, ["STATE", "announced", "signing"], "{table}");

        let listed: serde_json::Value = serde_json::from_str(&list(&keys, true, NOW + 63_000).await.unwrap()).unwrap();
        assert_eq!((&listed[0]["state"], &listed[1]["state"]), (&json!("signing"), &json!("verifying")));
        assert_eq!(listed[1]["retired_at"], "2027-01-15T08:01:00Z");
        assert_eq!(listed[0].as_object().unwrap().len(), 5, "the private part stays in the database");
    }
}
