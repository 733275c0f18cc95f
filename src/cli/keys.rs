//! `latchkey keys`: manages the keys that sign access tokens. Works beside running servers, which load new keys by themselves.

use clap::Subcommand;
use serde_json::json;

use super::{Failure, output};
use crate::{
    ids::KeyId,
    rules::{
        clock::{Clock, Timestamp},
        key_schedule::{KeyStatus, PUBLISH_AHEAD},
        secrets::{Secrets, random_bytes},
    },
    sensitive::Sensitive,
    services::{BuildError, Keys, ListedKey, Removal, correct},
    store::{Store, rfc3339},
    web::config::{Config, Secret},
};

/// The commands on signing keys.
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
    /// Remove a key that has leaked, at once and on every server; its tokens are refreshed, and nobody is signed out
    Revoke {
        /// The key's id, as `keys list` shows it
        kid: KeyId,
    },
    /// Delete a key that no server can read, or that is over
    Delete {
        /// The key's id, as `keys list` shows it
        kid: KeyId,
        /// Also where no key at all can be read: the secret is lost, not mistaken
        #[arg(long)]
        force: bool,
    },
}

/// Runs a command on the configured database, which is created and migrated if necessary.
///
/// # Errors
/// Malformed settings, a secret that does not open the keys, a database that is away.
pub async fn keys(command: KeysCommand) -> Result<(), Failure> {
    let config = Config::from_process()?;
    let secret = config.existing_secret()?;
    if secret.is_none() && matches!(command, KeysCommand::Rotate | KeysCommand::Revoke { .. }) {
        return Err(Failure::usage(
            "LATCHKEY_SECRET is not set, and the data directory holds no secret: a key must be readable by the servers",
        ));
    }
    // Without a secret nothing opens, and that is what the list says.
    let current = secret.map_or_else(|| random_bytes().into(), Sensitive::from);
    let previous = config.secrets.previous.iter().map(Secret::expose);
    let secrets = Secrets::new(current.expose(), previous);
    let store = Store::connect(config.storage.database_url.expose()).await?;
    let clock = Clock::system();
    correct(&clock, &store).await?;
    let tokens = &config.tokens;
    let keys = Keys {
        alg: tokens.signing_alg,
        longest_life: tokens.access_ttl + tokens.clock_leeway,
        store: &store,
        secrets: &secrets,
    };
    let answer = match command {
        KeysCommand::List { json } => list(&keys, json, clock.now()).await,
        KeysCommand::Rotate => rotate(&keys, clock.now()).await,
        KeysCommand::Revoke { kid } => revoke(&keys, &kid, clock.now()).await,
        KeysCommand::Delete { kid, force } => delete(&keys, &kid, force, clock.now()).await,
    };
    // SQLite folds its log into the file only where connections are closed.
    store.close().await;
    Ok(output::print(&answer?)?)
}

async fn list(keys: &Keys<'_>, as_json: bool, now: Timestamp) -> Result<String, Failure> {
    let listed = keys.list(now).await?;
    if as_json {
        return Ok(json!(listed.iter().map(json).collect::<Vec<_>>()).to_string());
    }
    let unreadable = listed
        .iter()
        .filter(|found| found.duty == KeyStatus::Unreadable)
        .count();
    let rows = listed.into_iter().map(|ListedKey { row, duty, .. }| {
        let retired = row.retired_at.map(rfc3339).unwrap_or_default();
        [
            row.kid.into(),
            row.alg,
            duty.as_str().to_owned(),
            rfc3339(row.created_at),
            retired,
        ]
    });
    let mut table = output::table(["KEY", "ALGORITHM", "STATE", "CREATED", "RETIRED"], rows);
    if unreadable > 0 {
        table.push_str(&format!(
            "\n{unreadable} unreadable: sealed under a secret that is neither LATCHKEY_SECRET nor LATCHKEY_SECRET_PREVIOUS here. If nobody \
             has that secret any more: latchkey keys delete KEY"
        ));
    }
    Ok(table)
}

/// Returns a key as JSON, without its private part, because scripts log their input.
fn json(ListedKey { row, duty, .. }: &ListedKey) -> serde_json::Value {
    json!({
        "kid": row.kid,
        "alg": row.alg,
        "state": duty.as_str(),
        "created_at": rfc3339(row.created_at),
        "retired_at": row.retired_at.map(rfc3339),
    })
}

async fn rotate(keys: &Keys<'_>, now: Timestamp) -> Result<String, Failure> {
    match keys.rotate(now).await {
        Ok(Some(kid)) => Ok(format!(
            "new key {kid}; every server signs with it in {} s",
            PUBLISH_AHEAD.as_secs()
        )),
        Ok(None) => Err(Failure::new(
            "somebody else has just rotated the keys; nothing was changed",
        )),
        Err(error) => Err(error.into()),
    }
}

async fn revoke(keys: &Keys<'_>, kid: &KeyId, now: Timestamp) -> Result<String, Failure> {
    let successor = match removed(keys.revoke(kid, now).await?, kid)? {
        Some(successor) => format!("; new key {successor}"),
        None => String::new(),
    };
    Ok(format!(
        "revoked {kid}: within a second no server accepts, signs with or publishes it{successor}"
    ))
}

async fn delete(
    keys: &Keys<'_>,
    kid: &KeyId,
    force: bool,
    now: Timestamp,
) -> Result<String, Failure> {
    removed(keys.delete(kid, force, now).await?, kid)?;
    Ok(format!("deleted {kid}"))
}

fn removed(removal: Removal, kid: &KeyId) -> Result<Option<KeyId>, Failure> {
    match removal {
        Removal::Removed(successor) => Ok(successor),
        Removal::NotFound => Err(Failure::new(format!("there is no key {kid}"))),
        Removal::InUse => Err(Failure::new(format!(
            "{kid} is in use; to remove it all the same: latchkey keys revoke {kid}"
        ))),
    }
}

impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Self {
        match error {
            BuildError::Store(error) => error.into(),
            error => Self::new(error.to_string()),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::rules::alg::SigningAlg;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    #[tokio::test]
    async fn a_rotation_shows_in_the_list() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::connect(&format!(
            "sqlite://{}/latchkey.db",
            directory.path().display()
        ))
        .await
        .unwrap();
        let secrets = Secrets::new(&[1; 32], &[]);
        let keys = Keys {
            alg: SigningAlg::EdDsa,
            longest_life: Duration::from_secs(305),
            store: &store,
            secrets: &secrets,
        };
        assert_eq!(list(&keys, true, NOW).await.unwrap(), "[]");

        for at in [NOW, NOW + 60_000] {
            let said = rotate(&keys, at).await.unwrap();
            assert!(
                said.starts_with("new key ") && said.ends_with("signs with it in 65 s"),
                "{said}"
            );
        }
        let table = list(&keys, false, NOW + 61_000).await.unwrap();
        let states: Vec<&str> = table
            .lines()
            .map(|line| line.split_whitespace().nth(2).unwrap())
            .collect();
        assert_eq!(states, ["STATE", "announced", "signing"], "{table}");

        let listed: serde_json::Value =
            serde_json::from_str(&list(&keys, true, NOW + 125_000).await.unwrap()).unwrap();
        assert_eq!(
            (&listed[0]["state"], &listed[1]["state"]),
            (&json!("signing"), &json!("verifying"))
        );
        assert_eq!(listed[1]["retired_at"], "2027-01-15T08:01:00Z");
        assert_eq!(
            listed[0].as_object().unwrap().len(),
            5,
            "the private part stays in the database"
        );
    }

    #[tokio::test]
    async fn a_wrong_secret_writes_no_key_and_deletes_none_unless_forced() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::connect(&format!(
            "sqlite://{}/latchkey.db",
            directory.path().display()
        ))
        .await
        .unwrap();
        let (ours, wrong) = (Secrets::new(&[1; 32], &[]), Secrets::new(&[2; 32], &[]));
        let with = |secrets, alg| Keys {
            alg,
            longest_life: Duration::from_secs(305),
            store: &store,
            secrets,
        };
        let (keys, stranger) = (
            with(&ours, SigningAlg::EdDsa),
            with(&wrong, SigningAlg::EdDsa),
        );
        rotate(&keys, NOW).await.unwrap();
        let kid = store.signing_keys().await.unwrap()[0].kid.clone();

        for refused in [
            rotate(&stranger, NOW).await,
            rotate(&with(&wrong, SigningAlg::Es256), NOW).await,
            revoke(&stranger, &kid, NOW).await,
            delete(&stranger, &kid, false, NOW).await,
        ] {
            assert!(
                refused.unwrap_err().to_string().contains("LATCHKEY_SECRET"),
                "says what to do"
            );
        }
        assert_eq!(store.signing_keys().await.unwrap().len(), 1);
        let table = list(&stranger, false, NOW).await.unwrap();
        assert!(
            table.contains("unreadable") && table.contains("keys delete"),
            "{table}"
        );

        assert!(
            delete(&keys, &kid, true, NOW)
                .await
                .unwrap_err()
                .to_string()
                .contains("in use")
        );
        assert!(
            delete(&keys, &"nobody".into(), false, NOW)
                .await
                .unwrap_err()
                .to_string()
                .contains("no key")
        );
        assert_eq!(
            delete(&stranger, &kid, true, NOW).await.unwrap(),
            format!("deleted {kid}")
        );
        assert!(store.signing_keys().await.unwrap().is_empty());
    }
}
