//! Every setting of the server, declared once: its name, kind, default and documentation.
//!
//! Parsing, the known names, the settings file, `latchkey check`, README's table and `.env.example` derive from it; a
//! test (`tests/documents.rs`) verifies the latter two. To add a setting: one declaration here, one field in
//! `sections.rs`.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use ipnet::IpNet;

use super::{
    base_url::BaseUrl,
    kinds::{self, Kind},
    secret::Secret,
    secret_url::SecretUrl,
    sections::{Environment, default_database},
};
use crate::{rules::alg::SigningAlg, services::SignUpPolicy, web::client_ip::ProxyHeader};

/// The prefix of every variable except `LEPTOS_SITE_ADDR`, which belongs to cargo-leptos.
const PREFIX: &str = "LATCHKEY_";
/// The largest edit distance at which a known name is suggested for a mistyped one.
const MAX_EDITS: usize = 3;

/// The documentation of a setting for operators.
#[derive(Clone, Copy, Debug)]
pub struct Declaration {
    /// The name of the variable.
    pub name: &'static str,
    /// The subject, shared by neighbours in the documentation.
    pub section: &'static str,
    /// The kind and unit of its value.
    pub unit: &'static str,
    /// What the setting does, in Markdown, as the end of a sentence.
    pub doc: &'static str,
    default: fn() -> String,
    words: Option<&'static str>,
}

impl Declaration {
    /// Returns the key in the settings file: the name in lower case without its prefix.
    pub fn key(&self) -> String {
        self.name
            .strip_prefix(PREFIX)
            .or_else(|| self.name.strip_prefix("LEPTOS_"))
            .unwrap_or(self.name)
            .to_lowercase()
    }

    /// Returns the default as it would be written. Empty if there is none, or none that can be written down.
    pub fn default_value(&self) -> String {
        match self.words {
            Some(_) => String::new(),
            None => (self.default)(),
        }
    }

    /// Returns the default in Markdown: the value as code, or words.
    pub fn default_in_words(&self) -> String {
        match (self.words, (self.default)().as_str()) {
            (Some(words), _) => words.to_owned(),
            (None, "") => "unset".to_owned(),
            (None, value) => format!("`{value}`"),
        }
    }
}

/// A declaration with the kind of its value.
pub(super) struct Declared<T: 'static> {
    pub(super) declaration: Declaration,
    pub(super) kind: Kind<T>,
    pub(super) default: fn() -> T,
}

impl<T> Declared<T> {
    pub(super) const fn name(&self) -> &'static str {
        self.declaration.name
    }
}

/// Declares settings, in the order of the documentation:
/// `NAME: Type = "VARIABLE", kind, default (in words), documentation;`.
macro_rules! declare {
    ($($section:literal { $($id:ident: $type:ty = $name:literal, $kind:expr, $default:expr $(, shown_as $words:literal)?; $doc:literal)+ })+) => {
        $($(
            pub(super) const $id: Declared<$type> = Declared {
                declaration: Declaration {
                    name: $name,
                    section: $section,
                    unit: { const KIND: Kind<$type> = $kind; KIND.unit },
                    doc: $doc,
                    default: || {
                        let default: $type = $default;
                        ($kind.show)(&default)
                    },
                    words: declare!(@words $($words)?),
                },
                kind: $kind,
                default: || $default,
            };
        )+)+

        /// Every setting, in the order of the documentation.
        pub const ALL: &[Declaration] = &[$($($id.declaration,)+)+];
    };
    (@words) => { None };
    (@words $words:literal) => { Some($words) };
}

declare! {
    "Server" {
        SITE_ADDR: SocketAddr = "LEPTOS_SITE_ADDR", kinds::ADDRESS, local(3000);
        "where it listens"
        ENV: Environment = "LATCHKEY_ENV", kinds::ENVIRONMENT, Environment::Development;
        "`production` refuses a development secret, an http base URL, the demo, a disabled rate limit and unnamed proxies"
        BASE_URL: BaseUrl = "LATCHKEY_BASE_URL", kinds::ORIGIN, BaseUrl::localhost(3000);
        "the one origin that it serves; issuer and audience of its tokens. A request for another host is 421, so a proxy passes `Host` on; `/healthz` and `/readyz` answer under any"
    }
    "Storage" {
        DATABASE_URL: SecretUrl = "LATCHKEY_DATABASE_URL", kinds::DATABASE, default_database(&data());
        "or `postgres://…`; created and migrated at start. A pooler in transaction mode (PgBouncer) is found out; `?pool_mode=transaction` or `session` says so"
        DATA_DIR: PathBuf = "LATCHKEY_DATA_DIR", kinds::DIRECTORY, data();
        "where the default database and the development secret live"
    }
    "Secrets" {
        SECRET: Option<Secret> = "LATCHKEY_SECRET", kinds::SECRET, None, shown_as "made once in `data/secret`";
        "32 random bytes in base64 (`openssl rand -base64 32`), the same on every instance"
        SECRET_PREVIOUS: Vec<Secret> = "LATCHKEY_SECRET_PREVIOUS", kinds::SECRETS, Vec::new();
        "accepted, never issued under ([how to change the secret](docs/SECRETS.md))"
    }
    "Tokens and sessions" {
        SIGNING_ALG: SigningAlg = "LATCHKEY_SIGNING_ALG", kinds::ALGORITHM, SigningAlg::default();
        "or `ES256`, `RS256`, `PS256`, `HS256`"
        ACCESS_TTL: Duration = "LATCHKEY_ACCESS_TTL", kinds::LIFETIME, minutes(5);
        "the life of an access token; also the longest that is accepted"
        REFRESH_IDLE_TTL: Duration = "LATCHKEY_REFRESH_IDLE_TTL", kinds::LIFETIME, days(14);
        "a session that was not refreshed for so long is over"
        SESSION_MAX_AGE: Duration = "LATCHKEY_SESSION_MAX_AGE", kinds::LIFETIME, days(90);
        "a session ends then, whatever happened"
        REUSE_GRACE: Duration = "LATCHKEY_REUSE_GRACE", kinds::DURATION, seconds(10);
        "how long a parent token may still come back after its successor was first used"
        CLOCK_LEEWAY: Duration = "LATCHKEY_CLOCK_LEEWAY", kinds::WHOLE_SECONDS, seconds(5);
        "what is forgiven to clocks that disagree"
        DEVICE_BINDING: bool = "LATCHKEY_DEVICE_BINDING", kinds::SWITCH, true;
        "a session is refreshed only by the browser that signed in, where that can hold a key ([Device Bound Session Credentials](docs/SECURITY-MODEL.md)) and the base URL is https"
    }
    "Mail" {
        SMTP_URL: Option<SecretUrl> = "LATCHKEY_SMTP_URL", kinds::SMTP, None;
        "the mail server. Unset in development: mail goes to `/dev/mailbox`. Unset in production: nobody can sign up or reset a password"
        MAIL_FROM: Option<String> = "LATCHKEY_MAIL_FROM", kinds::SENDER, None, shown_as "`no-reply` at the host of the base URL";
        "the sender of every mail"
    }
    "Accounts" {
        SIGNUP: SignUpPolicy = "LATCHKEY_SIGNUP", kinds::SIGN_UP, SignUpPolicy::Open;
        "who may create an account: everybody, who is invited, or nobody"
        PASSWORD_MIN: usize = "LATCHKEY_PASSWORD_MIN", kinds::PASSWORD_LENGTH, 15;
        "the fewest characters of a new password; not under 8. Common ones, and those made of address or name, are refused too"
        PROOF_AGE: Duration = "LATCHKEY_PROOF_AGE", kinds::LIFETIME, minutes(10);
        "an act that could hand the account to somebody else asks for the password again if the last proof is older"
        DELETION_GRACE: Duration = "LATCHKEY_DELETION_GRACE", kinds::LIFETIME, days(14);
        "how long a sign-in brings an account back whose deletion was asked for"
        SESSION_RETENTION: Duration = "LATCHKEY_SESSION_RETENTION", kinds::LIFETIME, days(30);
        "how long a session that is over is kept"
        EVENT_RETENTION: Duration = "LATCHKEY_EVENT_RETENTION", kinds::LIFETIME, days(365);
        "how long an event is kept"
        SESSIONS_PER_USER: u32 = "LATCHKEY_SESSIONS_PER_USER", kinds::SESSIONS, 50;
        "how many sessions of an account live at the same time; the oldest ends, on record"
        NOTES_PER_USER: u32 = "LATCHKEY_NOTES_PER_USER", kinds::COUNT, 10_000;
        "how many notes an account may hold; one beyond is 409 `quota_exceeded`"
    }
    "Development" {
        DEMO: bool = "LATCHKEY_DEMO", kinds::SWITCH, true, shown_as "on in development";
        "the demo accounts"
        RATE_LIMIT: bool = "LATCHKEY_RATE_LIMIT", kinds::SWITCH, true;
        "sign-ins, and how fast an account writes; `off` for load tests"
    }
    "Network" {
        TRUSTED_PROXIES: Option<Vec<IpNet>> = "LATCHKEY_TRUSTED_PROXIES", kinds::PROXIES, None;
        "the networks of your proxies, or `none`; production needs one or the other"
        PROXY_HEADER: ProxyHeader = "LATCHKEY_PROXY_HEADER", kinds::PROXY_HEADER, ProxyHeader::default();
        "the one header that those proxies write and that is believed, from the right; or `forwarded`"
        METRICS_ADDR: Option<SocketAddr> = "LATCHKEY_METRICS_ADDR", kinds::OPTIONAL_ADDRESS, Some(local(3002));
        "Prometheus text at `/metrics`; empty turns it off"
    }
}

fn local(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

fn data() -> PathBuf {
    PathBuf::from("data")
}

const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

const fn minutes(count: u64) -> Duration {
    seconds(60 * count)
}

const fn days(count: u64) -> Duration {
    minutes(24 * 60 * count)
}

/// Returns the setting that a variable of this name sets.
pub(super) fn of_variable(variable: &str) -> Option<&'static str> {
    ALL.iter()
        .map(|setting| setting.name)
        .find(|name| *name == variable)
}

/// Returns the setting that a key of the file sets.
pub(super) fn of_key(key: &str) -> Option<&'static str> {
    ALL.iter()
        .find(|setting| setting.key() == key)
        .map(|setting| setting.name)
}

/// Returns the place of a setting in the documentation.
pub(super) fn position(name: &str) -> Option<usize> {
    ALL.iter().position(|setting| setting.name == name)
}

/// Returns whether a variable is meant for the server and must therefore be a setting. Variables of the test suite
/// are not.
pub(super) fn is_ours(variable: &str) -> bool {
    variable.starts_with(PREFIX)
        && !variable.starts_with("LATCHKEY_TEST_")
        && variable != "LATCHKEY_CHROMIUM"
}

/// Returns the known name with the smallest edit distance, if it is close enough.
pub(super) fn nearest(wrong: &str, known: impl Iterator<Item = String>) -> Option<String> {
    known
        .map(|name| (strsim::levenshtein(wrong, &name), name))
        .filter(|(edits, _)| *edits <= MAX_EDITS)
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> impl Iterator<Item = String> {
        ALL.iter().map(|setting| setting.name.to_owned())
    }

    #[test]
    fn keys_are_names_in_lower_case_without_the_prefix() {
        assert_eq!(
            (SITE_ADDR.declaration.key(), ACCESS_TTL.declaration.key()),
            ("site_addr".to_owned(), "access_ttl".to_owned())
        );
        assert_eq!(of_key("access_ttl"), Some(ACCESS_TTL.name()));
        assert_eq!(of_key("LATCHKEY_ACCESS_TTL"), None);
    }

    #[test]
    fn the_nearest_name_is_offered_and_a_far_one_is_not() {
        assert_eq!(
            nearest("LATCHKEY_ACESS_TTL", names()).as_deref(),
            Some(ACCESS_TTL.name())
        );
        assert_eq!(nearest("LATCHKEY_COLOUR", names()), None);
    }

    #[test]
    fn a_written_default_reads_back() {
        fn reads_back<T>(setting: &Declared<T>) {
            let value = setting.declaration.default_value();
            let read = (setting.kind.parse)(&value).map(|value| (setting.kind.show)(&value));
            assert_eq!(read, Ok(value), "{}", setting.name());
        }
        reads_back(&SITE_ADDR);
        reads_back(&BASE_URL);
        reads_back(&DATABASE_URL);
        reads_back(&SIGNING_ALG);
        reads_back(&EVENT_RETENTION);
        reads_back(&REUSE_GRACE);
        reads_back(&SMTP_URL);
        reads_back(&TRUSTED_PROXIES);
        reads_back(&METRICS_ADDR);
    }
}
