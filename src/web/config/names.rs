//! The name of every setting, once.

/// The prefix of every variable but [`SITE_ADDR`], which is cargo-leptos' own.
const PREFIX: &str = "LATCHKEY_";

pub(super) const SITE_ADDR: &str = "LEPTOS_SITE_ADDR";
pub(super) const ENV: &str = "LATCHKEY_ENV";
pub(super) const BASE_URL: &str = "LATCHKEY_BASE_URL";
pub(super) const DATABASE_URL: &str = "LATCHKEY_DATABASE_URL";
pub(super) const DATA_DIR: &str = "LATCHKEY_DATA_DIR";
pub(super) const SECRET: &str = "LATCHKEY_SECRET";
pub(super) const SECRET_PREVIOUS: &str = "LATCHKEY_SECRET_PREVIOUS";
pub(super) const SIGNING_ALG: &str = "LATCHKEY_SIGNING_ALG";
pub(super) const ACCESS_TTL: &str = "LATCHKEY_ACCESS_TTL";
pub(super) const REFRESH_IDLE_TTL: &str = "LATCHKEY_REFRESH_IDLE_TTL";
pub(super) const SESSION_MAX_AGE: &str = "LATCHKEY_SESSION_MAX_AGE";
pub(super) const REUSE_GRACE: &str = "LATCHKEY_REUSE_GRACE";
pub(super) const CLOCK_LEEWAY: &str = "LATCHKEY_CLOCK_LEEWAY";
pub(super) const PASSWORD_MIN: &str = "LATCHKEY_PASSWORD_MIN";
pub(super) const SESSION_RETENTION: &str = "LATCHKEY_SESSION_RETENTION";
pub(super) const EVENT_RETENTION: &str = "LATCHKEY_EVENT_RETENTION";
pub(super) const SESSIONS_PER_USER: &str = "LATCHKEY_SESSIONS_PER_USER";
pub(super) const SMTP_URL: &str = "LATCHKEY_SMTP_URL";
pub(super) const NOTES_PER_USER: &str = "LATCHKEY_NOTES_PER_USER";
pub(super) const DEMO: &str = "LATCHKEY_DEMO";
pub(super) const RATE_LIMIT: &str = "LATCHKEY_RATE_LIMIT";
pub(super) const TRUSTED_PROXIES: &str = "LATCHKEY_TRUSTED_PROXIES";
pub(super) const PROXY_HEADER: &str = "LATCHKEY_PROXY_HEADER";
pub(super) const METRICS_ADDR: &str = "LATCHKEY_METRICS_ADDR";

/// All of them, in the order of the documentation.
pub(super) const ALL: &[&str] = &[
    SITE_ADDR,
    ENV,
    BASE_URL,
    DATABASE_URL,
    DATA_DIR,
    SECRET,
    SECRET_PREVIOUS,
    SIGNING_ALG,
    ACCESS_TTL,
    REFRESH_IDLE_TTL,
    SESSION_MAX_AGE,
    REUSE_GRACE,
    CLOCK_LEEWAY,
    SMTP_URL,
    PASSWORD_MIN,
    SESSION_RETENTION,
    EVENT_RETENTION,
    SESSIONS_PER_USER,
    NOTES_PER_USER,
    DEMO,
    RATE_LIMIT,
    TRUSTED_PROXIES,
    PROXY_HEADER,
    METRICS_ADDR,
];

/// The setting that a variable of this name sets.
pub(super) fn of_variable(variable: &str) -> Option<&'static str> {
    ALL.iter().copied().find(|name| *name == variable)
}

/// The setting that a key of the file sets.
pub(super) fn of_key(key: &str) -> Option<&'static str> {
    ALL.iter().copied().find(|name| self::key(name) == key)
}

/// The key of a setting in the file.
pub(super) fn key(name: &str) -> String {
    name.strip_prefix(PREFIX)
        .or_else(|| name.strip_prefix("LEPTOS_"))
        .unwrap_or(name)
        .to_lowercase()
}

/// Whether a variable is meant for us and so must be known. The test suite has variables of its own.
pub(super) fn is_ours(variable: &str) -> bool {
    variable.starts_with(PREFIX)
        && !variable.starts_with("LATCHKEY_TEST_")
        && variable != "LATCHKEY_CHROMIUM"
}

/// The known name that was probably meant: the nearest one, no more than three edits away.
pub(super) fn nearest<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|name| (edits(wrong, name), name))
        .filter(|(distance, _)| *distance <= 3)
        .min()
        .map(|(_, name)| name)
}

/// Levenshtein distance, in bytes.
fn edits(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_names_in_lower_case_without_the_prefix() {
        assert_eq!(
            (key(SITE_ADDR).as_str(), key(ACCESS_TTL).as_str()),
            ("site_addr", "access_ttl")
        );
        assert_eq!(of_key("access_ttl"), Some(ACCESS_TTL));
        assert_eq!(of_key("LATCHKEY_ACCESS_TTL"), None);
    }

    #[test]
    fn the_nearest_name_is_offered_and_a_far_one_is_not() {
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(
            nearest("LATCHKEY_ACESS_TTL", ALL.iter().copied()),
            Some(ACCESS_TTL)
        );
        assert_eq!(nearest("LATCHKEY_COLOUR", ALL.iter().copied()), None);
    }
}
