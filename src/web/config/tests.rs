//! The configuration as a whole: precedence, rejection and display.

#![allow(clippy::unwrap_used)]

mod doubts;

use std::{fmt::Debug, time::Duration};

use super::*;
use crate::rules::alg::SigningAlg;

const RANDOM_SECRET: &str = "gc1iVDBwHjpZJ6hTm0X5bUSdTnIkNo3g4Qo1qWmVx7E=";
const SECRET: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

fn load(env: &[(&str, &str)], toml: Option<&str>) -> Result<Config, ConfigErrors> {
    Config::load(
        env.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        toml,
    )
}

fn problems(result: Result<impl Debug, ConfigErrors>) -> Vec<String> {
    result
        .unwrap_err()
        .problems()
        .iter()
        .map(ToString::to_string)
        .collect()
}

fn shown(config: &Config, name: &str) -> (String, Origin) {
    let setting = config
        .describe()
        .iter()
        .find(|setting| setting.name == name)
        .unwrap();
    (setting.value.clone(), setting.origin)
}

#[test]
fn the_defaults_are_those_of_the_documentation() {
    let config = load(
        &[("PATH", "/bin"), ("LEPTOS_OUTPUT_NAME", "latchkey")],
        None,
    )
    .unwrap();
    let shown: Vec<String> = config
        .describe()
        .iter()
        .map(|setting| format!("{}={}", setting.name, setting.value))
        .collect();
    assert_eq!(
        shown,
        [
            "LEPTOS_SITE_ADDR=127.0.0.1:3000",
            "LATCHKEY_ENV=development",
            "LATCHKEY_BASE_URL=http://localhost:3000",
            "LATCHKEY_DATABASE_URL=sqlite://data/latchkey.db",
            "LATCHKEY_DATA_DIR=data",
            "LATCHKEY_SECRET=the development secret",
            "LATCHKEY_SECRET_PREVIOUS=",
            "LATCHKEY_SIGNING_ALG=EdDSA",
            "LATCHKEY_ACCESS_TTL=5m",
            "LATCHKEY_REFRESH_IDLE_TTL=14d",
            "LATCHKEY_SESSION_MAX_AGE=90d",
            "LATCHKEY_REUSE_GRACE=10s",
            "LATCHKEY_CLOCK_LEEWAY=5s",
            "LATCHKEY_DEVICE_BINDING=on",
            "LATCHKEY_SMTP_URL=",
            "LATCHKEY_MAIL_FROM=",
            "LATCHKEY_SIGNUP=open",
            "LATCHKEY_PASSWORD_MIN=15",
            "LATCHKEY_PROOF_AGE=10m",
            "LATCHKEY_DELETION_GRACE=14d",
            "LATCHKEY_SESSION_RETENTION=30d",
            "LATCHKEY_EVENT_RETENTION=365d",
            "LATCHKEY_SESSIONS_PER_USER=50",
            "LATCHKEY_NOTES_PER_USER=10000",
            "LATCHKEY_DEMO=on",
            "LATCHKEY_RATE_LIMIT=on",
            "LATCHKEY_TRUSTED_PROXIES=",
            "LATCHKEY_PROXY_HEADER=x-forwarded-for",
            "LATCHKEY_METRICS_ADDR=127.0.0.1:3002",
        ]
    );
    assert!(
        config
            .describe()
            .iter()
            .all(|setting| setting.origin == Origin::Default)
    );
    assert_eq!(config.unsafe_settings(), Vec::<String>::new());
}

#[test]
fn the_environment_wins_over_the_file_over_the_default() {
    let file = "access_ttl = \"1m\"\nsite_addr = \"[::1]:4000\"\ndemo = false\ntrusted_proxies = [\"10.0.0.0/8\", \"fd00::/8\"]";
    let config = load(
        &[
            ("LATCHKEY_ACCESS_TTL", "30s"),
            ("LATCHKEY_SIGNING_ALG", "ES256"),
        ],
        Some(file),
    )
    .unwrap();
    assert_eq!(config.tokens.access_ttl, Duration::from_secs(30));
    assert_eq!(config.tokens.signing_alg, SigningAlg::Es256);
    assert_eq!(config.network.site_addr.port(), 4000);
    assert_eq!(config.network.trusted_proxies.len(), 2);
    assert!(!config.mode.demo);
    assert_eq!(
        shown(&config, "LATCHKEY_ACCESS_TTL"),
        ("30s".to_owned(), Origin::Environment)
    );
    assert_eq!(
        shown(&config, "LATCHKEY_DEMO"),
        ("off".to_owned(), Origin::File)
    );
}

#[test]
fn everything_wrong_is_reported_at_once() {
    let env = [
        ("LATCHKEY_ACESS_TTL", "5m"),
        ("LATCHKEY_REUSE_GRACE", "soon"),
        ("LATCHKEY_SECRET", "hunter2"),
        ("LATCHKEY_DATABASE_URL", "mysql://u:hunter2@db"),
        ("LATCHKEY_METRICS_ADDR", "localhost"),
        ("LATCHKEY_BASE_URL", ""),
    ];
    let problems = problems(load(
        &env,
        Some("demo = \"maybe\"\nrefresh_idle = \"1d\"\nrate_limit = 3"),
    ));
    assert_eq!(
        problems,
        [
            "latchkey.toml: refresh_idle is not a setting",
            "LATCHKEY_ACESS_TTL is not a setting; did you mean LATCHKEY_ACCESS_TTL?",
            "LATCHKEY_BASE_URL is empty, which has no scheme; expected an origin like `https://latchkey.example`",
            "LATCHKEY_DATABASE_URL has no address that starts with `sqlite://` or `postgres://` or `postgresql://`",
            "LATCHKEY_SECRET is not base64; expected 32 random bytes as base64, as `openssl rand -base64 32` prints them",
            "LATCHKEY_REUSE_GRACE is `soon`, expected a duration like `300s`, `5m` or `14d`",
            "latchkey.toml: demo is `maybe`, expected `on` or `off`",
            "latchkey.toml: rate_limit is neither a string, true or false, nor a list of strings",
            "LATCHKEY_METRICS_ADDR is `localhost`, expected an IP address and a port like `127.0.0.1:3000` or `[::]:3000`",
        ]
    );
}

#[test]
fn a_file_that_is_no_toml_is_refused_without_quoting_it() {
    let problems = problems(load(&[], Some("demo = true\nsecret = hunter2")));
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0].starts_with("latchkey.toml is no TOML: line 2")
            && !problems[0].contains("hunter2"),
        "{problems:?}"
    );
}

#[test]
fn variables_of_the_tests_are_not_ours() {
    let env = [
        ("LATCHKEY_TEST_POSTGRES_URL", "x"),
        ("LATCHKEY_TEST_ANYTHING", "x"),
        ("LATCHKEY_CHROMIUM", "x"),
        ("LATCHKEY", "x"),
    ];
    assert!(load(&env, None).is_ok());
    assert_eq!(
        problems(load(&[("LATCHKEY_SITE_ADDR", "127.0.0.1:1")], None)).len(),
        1
    );
    assert_eq!(
        problems(load(&[("LATCHKEY_DATA_DIR", "d\u{FFFD}")], None)),
        ["LATCHKEY_DATA_DIR is not UTF-8"]
    );
}

#[test]
fn empty_means_none_where_none_makes_sense() {
    let env = [
        ("LATCHKEY_METRICS_ADDR", ""),
        ("LATCHKEY_SMTP_URL", ""),
        ("LATCHKEY_TRUSTED_PROXIES", ""),
        ("LATCHKEY_SECRET_PREVIOUS", ""),
    ];
    let config = load(&env, None).unwrap();
    assert_eq!(config.network.metrics_addr, None);
    assert!(
        config.mail.smtp_url.is_none()
            && config.network.trusted_proxies.is_empty()
            && config.secrets.previous.is_empty()
    );
    assert!(
        load(&[("LATCHKEY_SECRET", "")], None).is_err()
            && load(&[("LATCHKEY_DATA_DIR", "")], None).is_err()
    );
}

#[test]
fn lives_that_contradict_each_other_are_refused_by_name() {
    let short = [
        ("LATCHKEY_ACCESS_TTL", "1h"),
        ("LATCHKEY_REFRESH_IDLE_TTL", "30m"),
    ];
    assert!(
        problems(load(&short, None))[0]
            .starts_with("LATCHKEY_REFRESH_IDLE_TTL is shorter than LATCHKEY_ACCESS_TTL")
    );
    let young = [("LATCHKEY_SESSION_MAX_AGE", "7d")];
    assert!(
        problems(load(&young, None))[0]
            .starts_with("LATCHKEY_SESSION_MAX_AGE is shorter than LATCHKEY_REFRESH_IDLE_TTL")
    );
    let malformed = [
        ("LATCHKEY_ACCESS_TTL", "99y"),
        ("LATCHKEY_REFRESH_IDLE_TTL", "1s"),
    ];
    assert_eq!(
        problems(load(&malformed, None)).len(),
        1,
        "no contradiction with a value that was never read"
    );
    let exact = [
        ("LATCHKEY_ACCESS_TTL", "1s"),
        ("LATCHKEY_REFRESH_IDLE_TTL", "1s"),
        ("LATCHKEY_SESSION_MAX_AGE", "1s"),
    ];
    assert!(load(&exact, None).is_ok());
}

#[test]
fn production_refuses_what_is_unsafe_and_nothing_else() {
    let config = load(
        &[
            ("LATCHKEY_ENV", "production"),
            ("LATCHKEY_DEMO", "on"),
            ("LATCHKEY_RATE_LIMIT", "off"),
        ],
        None,
    )
    .unwrap();
    let names = |found: Vec<String>| {
        found
            .iter()
            .map(|text| text.split(' ').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let expected = [
        "LATCHKEY_SECRET",
        "LATCHKEY_BASE_URL",
        "LATCHKEY_DEMO",
        "LATCHKEY_RATE_LIMIT",
        "LATCHKEY_TRUSTED_PROXIES",
    ];
    assert_eq!(names(config.unsafe_settings()), expected);
    assert_eq!(names(problems(config.refuse_unsafe())), expected);
    let env = [
        ("LATCHKEY_ENV", "production"),
        ("LATCHKEY_SECRET", RANDOM_SECRET),
        ("LATCHKEY_BASE_URL", "https://latchkey.example"),
        ("LATCHKEY_TRUSTED_PROXIES", "none"),
    ];
    let config = load(&env, None).unwrap();
    assert!(!config.mode.demo);
    assert_eq!(config.refuse_unsafe(), Ok(()));
}

#[test]
fn no_secret_is_ever_shown() {
    let env = [
        ("LATCHKEY_SECRET", SECRET),
        ("LATCHKEY_SECRET_PREVIOUS", &format!("{SECRET}, {SECRET}")),
        ("LATCHKEY_DATABASE_URL", "postgres://u:hunter2@db/l"),
        ("LATCHKEY_SMTP_URL", "smtp://u:hunter2@mail"),
    ];
    let config = load(&env, None).unwrap();
    assert_eq!(
        config.secret().unwrap().expose(),
        b"0123456789abcdef0123456789abcdef"
    );
    assert_eq!(
        config.storage.database_url.expose(),
        "postgres://u:hunter2@db/l"
    );
    assert_eq!(shown(&config, "LATCHKEY_SECRET_PREVIOUS").0, "***, ***");
    let printed = format!("{config:?}");
    assert!(
        !printed.contains("hunter2") && !printed.contains("MDEy") && !printed.contains("0123"),
        "{printed}"
    );
}
