//! Where one is in changing the server's secret (`docs/SECRETS.md`): told by `latchkey check` from what is configured here and from
//! what the servers have left in the database. Changes nothing.

use std::time::Duration;

use crate::{
    rules::{
        clock::{Clock, Millis, millis},
        key_plan::Duty,
        secrets::Secrets,
    },
    services::Keys,
    store::{ServerSecret, Store, StoreError, rfc3339},
    web::config::{Config, Secret},
};

/// A secret that a server issued under so lately is in use.
const IN_USE: Duration = Duration::from_secs(600);

/// What to tell, a line each.
pub(super) async fn secret_step(config: &Config) -> Vec<String> {
    let Ok(Some(secret)) = config.existing_secret() else {
        return vec!["secret: none yet; the first start makes one".to_owned()];
    };
    let previous = config.secrets.previous.iter().map(Secret::expose);
    let secrets = Secrets::new(secret.expose(), previous);
    let asked = async {
        let Some(store) = Store::look(config.storage.database_url.expose()).await? else {
            return Ok(None);
        };
        let told = look(config, &secrets, &store, Clock::system().now()).await;
        store.close().await;
        told.map(Some)
    };
    match asked.await {
        Ok(told) => told.unwrap_or_else(|| {
            vec![format!(
                "secret: {}; no server has run on this database yet",
                secrets.current_id()
            )]
        }),
        Err(error) => vec![format!(
            "secret: {}; what the servers use is not known: {error}",
            secrets.current_id()
        )],
    }
}

async fn look(
    config: &Config,
    secrets: &Secrets,
    store: &Store,
    now: Millis,
) -> Result<Vec<String>, StoreError> {
    let registered = store.server_secrets().await?;
    let ids: Vec<String> = secrets.ids().iter().map(ToString::to_string).collect();
    let idle_ttl = millis(config.tokens.refresh_idle_ttl);
    let waiting = match registered.iter().find(|secret| secret.id == ids[0]) {
        Some(ours) => {
            store
                .sessions_refreshed_before(ours.registered_at, now - idle_ttl, now)
                .await?
        }
        None => 0,
    };
    let mut told = vec![step(&ids, &registered, waiting, idle_ttl, now)];
    for unknown in registered
        .iter()
        .filter(|secret| !ids.contains(&secret.id) && is_in_use(secret, now))
    {
        told.push(format!(
            "secret: a server issues under {}, which is not known here: add it to LATCHKEY_SECRET_PREVIOUS (its tokens are answered 503)",
            unknown.id
        ));
    }
    let tokens = &config.tokens;
    let keys = Keys {
        alg: tokens.signing_alg,
        longest_life: tokens.access_ttl + tokens.clock_leeway,
        store,
        secrets,
    };
    for key in keys
        .list(now)
        .await?
        .into_iter()
        .filter(|key| key.duty == Duty::Unreadable)
    {
        told.push(format!(
            "secret: the signing key {} cannot be read under the secrets that are known here",
            key.row.kid
        ));
    }
    Ok(told)
}

/// The step that one is in. `ids` are those of the configuration, the one that is issued under first; `waiting` sessions hold a token of
/// an earlier one.
fn step(
    ids: &[String],
    registered: &[ServerSecret],
    waiting: Millis,
    idle_ttl: Millis,
    now: Millis,
) -> String {
    let find = |id: &String| registered.iter().find(|secret| secret.id == *id);
    let (current, previous) = (&ids[0], &ids[1..]);
    let Some(ours) = find(current) else {
        return format!("secret: {current}; no server has issued under it yet");
    };
    let Some(other) = previous.first() else {
        return format!(
            "secret: {current}, in use since {}; no change is under way",
            rfc3339(ours.registered_at)
        );
    };
    if let Some(newer) = previous
        .iter()
        .find(|id| find(id).is_none_or(|found| found.registered_at > ours.registered_at))
    {
        return format!(
            "secret: {current}, step 1 of 3: {newer} is accepted here. Once it is on every server, make it LATCHKEY_SECRET, and {current} \
             LATCHKEY_SECRET_PREVIOUS"
        );
    }
    let in_use: Vec<&str> = previous
        .iter()
        .filter(|id| find(id).is_some_and(|found| is_in_use(found, now)))
        .map(String::as_str)
        .collect();
    if !in_use.is_empty() {
        return format!(
            "secret: {current}, step 2 of 3: a server still issues under {}; change the others",
            in_use.join(", ")
        );
    }
    format!(
        "secret: {current}, step 3 of 3: every server issues under it. {waiting} sessions hold a token of {other}; drop it from \
         LATCHKEY_SECRET_PREVIOUS when there are none, on {} at the latest",
        rfc3339(ours.registered_at.saturating_add(idle_ttl))
    )
}

fn is_in_use(secret: &ServerSecret, now: Millis) -> bool {
    now - secret.seen_at <= millis(IN_USE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = 1_800_000_000_000;

    fn told(ids: &[&str], registered: &[(&str, Millis, Millis)]) -> String {
        let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        let registered: Vec<ServerSecret> = registered
            .iter()
            .map(|(id, since, seen)| ServerSecret {
                id: (*id).to_owned(),
                registered_at: NOW + since,
                seen_at: NOW + seen,
            })
            .collect();
        step(&ids, &registered, 5, 86_400_000, NOW)
    }

    #[test]
    fn each_step_of_changing_the_secret_is_told() {
        for (ids, registered, expected) in [
            (&["new"][..], &[][..], "no server has issued under it yet"),
            (&["old"], &[("old", -9, 0)], "no change is under way"),
            (
                &["old", "new"],
                &[("old", -9, 0)],
                "step 1 of 3: new is accepted",
            ),
            (
                &["old", "new"],
                &[("new", -3, 0), ("old", -9, 0)],
                "step 1 of 3: new is accepted",
            ),
            (
                &["new", "old"],
                &[("new", -3, 0), ("old", -9, -60_000)],
                "step 2 of 3: a server still issues under old",
            ),
            (
                &["new", "old"],
                &[("new", -3, 0), ("old", -9_000_000, -8_000_000)],
                "step 3 of 3: every server issues under it. 5 sessions",
            ),
        ] {
            let told = told(ids, registered);
            assert!(told.contains(expected), "{told}");
        }
    }
}
