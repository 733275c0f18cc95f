//! The lines of `latchkey check` on a change of the server's secret.

use crate::{
    rules::{clock::Clock, secrets::Secrets},
    services::{Keys, SecretChange, SecretStep},
    store::{Store, StoreError, rfc3339},
    web::config::{Config, Secret},
};

/// Returns the lines to print.
pub(super) async fn secret_step(config: &Config) -> Vec<String> {
    let Ok(Some(secret)) = config.existing_secret() else {
        return vec!["secret: none yet; the first start makes one".to_owned()];
    };
    let previous = config.secrets.previous.iter().map(Secret::expose);
    let secrets = Secrets::new(secret.expose(), previous);
    let current = secrets.current_id().to_string();
    match read(config, &secrets).await {
        Ok(Some(change)) => lines(&current, &change),
        Ok(None) => vec![format!(
            "secret: {current}; no server has run on this database yet"
        )],
        Err(error) => vec![format!(
            "secret: {current}; what the servers use is not known: {error}"
        )],
    }
}

/// Returns how far a change has come; `None` where there is no database yet.
async fn read(config: &Config, secrets: &Secrets) -> Result<Option<SecretChange>, StoreError> {
    let Some(store) = Store::look(config.storage.database_url.expose()).await? else {
        return Ok(None);
    };
    let tokens = &config.tokens;
    let keys = Keys {
        alg: tokens.signing_alg,
        longest_life: tokens.access_ttl + tokens.clock_leeway,
        store: &store,
        secrets,
    };
    let change = SecretChange::read(&keys, tokens.refresh_idle_ttl, Clock::system().now()).await;
    store.close().await;
    change.map(Some)
}

fn lines(current: &str, change: &SecretChange) -> Vec<String> {
    let unknown = change.unknown.iter().map(|id| {
        format!(
            "secret: a server issues under {id}, which is not known here: add it to LATCHKEY_SECRET_PREVIOUS (its tokens are answered 503)"
        )
    });
    let unreadable = change.unreadable_keys.iter().map(|kid| {
        format!(
            "secret: the signing key {kid} cannot be read under the secrets that are known here"
        )
    });
    std::iter::once(step(current, &change.step))
        .chain(unknown)
        .chain(unreadable)
        .collect()
}

fn step(current: &str, step: &SecretStep) -> String {
    let told = match step {
        SecretStep::Unused => "; no server has issued under it yet".to_owned(),
        SecretStep::Settled { since } => {
            format!(", in use since {}; no change is under way", rfc3339(*since))
        }
        SecretStep::Accepted { next } => format!(
            ", step 1 of 3: {next} is accepted here. Once it is on every server, make it LATCHKEY_SECRET, and {current} \
             LATCHKEY_SECRET_PREVIOUS"
        ),
        SecretStep::Mixed { in_use } => format!(
            ", step 2 of 3: a server still issues under {}; change the others",
            in_use.join(", ")
        ),
        SecretStep::Issued {
            previous,
            sessions,
            until,
        } => format!(
            ", step 3 of 3: every server issues under it. {sessions} sessions hold a token of {previous}; drop it from \
             LATCHKEY_SECRET_PREVIOUS when there are none, on {} at the latest",
            rfc3339(*until)
        ),
    };
    format!("secret: {current}{told}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::clock::Timestamp;

    #[test]
    fn each_step_is_told_with_what_to_do_next() {
        let step = |of| super::step("ours", &of);
        for (told, expected) in [
            (
                step(SecretStep::Unused),
                "secret: ours; no server has issued",
            ),
            (
                step(SecretStep::Settled {
                    since: Timestamp::default(),
                }),
                "secret: ours, in use since 1970-01-01T00:00:00Z; no change",
            ),
            (
                step(SecretStep::Accepted {
                    next: "new".to_owned(),
                }),
                "secret: ours, step 1 of 3: new is accepted here. Once it is on every server, make it LATCHKEY_SECRET, and ours",
            ),
            (
                step(SecretStep::Mixed {
                    in_use: vec!["old".to_owned()],
                }),
                "secret: ours, step 2 of 3: a server still issues under old; change the others",
            ),
            (
                step(SecretStep::Issued {
                    previous: "old".to_owned(),
                    sessions: 5,
                    until: Timestamp::default(),
                }),
                "secret: ours, step 3 of 3: every server issues under it. 5 sessions hold a token of old; drop it",
            ),
        ] {
            assert!(told.starts_with(expected), "{told}");
        }
    }

    #[test]
    fn what_stands_in_the_way_is_told_after_the_step() {
        let change = SecretChange {
            step: SecretStep::Unused,
            unknown: vec!["theirs".to_owned()],
            unreadable_keys: vec!["kid".to_owned()],
        };
        let lines = lines("ours", &change);
        assert_eq!(lines.len(), 3);
        assert!(
            lines[1].contains("issues under theirs, which is not known here")
                && lines[2].contains("the signing key kid cannot be read"),
            "{lines:?}"
        );
    }
}
