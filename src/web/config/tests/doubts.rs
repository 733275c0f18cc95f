//! Settings that are allowed but reported as doubtful.

use super::*;

#[test]
fn what_is_beyond_reason_is_spoken_of() {
    let sound = [
        ("LATCHKEY_ENV", "production"),
        ("LATCHKEY_SECRET", RANDOM_SECRET),
        ("LATCHKEY_BASE_URL", "https://latchkey.example"),
        ("LATCHKEY_TRUSTED_PROXIES", "10.0.0.0/8"),
        ("LATCHKEY_SMTP_URL", "smtps://mail.example"),
        ("LATCHKEY_MAIL_FROM", "no-reply@latchkey.example"),
    ];
    for (name, value) in [
        ("LATCHKEY_CLOCK_LEEWAY", "5m"),
        ("LATCHKEY_REUSE_GRACE", "10m"),
        ("LATCHKEY_ACCESS_TTL", "1d"),
        ("LATCHKEY_TRUSTED_PROXIES", "0.0.0.0/0"),
        ("LATCHKEY_TRUSTED_PROXIES", "::/0"),
        ("LATCHKEY_SECRET", SECRET),
        ("LATCHKEY_METRICS_ADDR", "0.0.0.0:3002"),
        ("LATCHKEY_SMTP_URL", ""),
        ("LATCHKEY_MAIL_FROM", ""),
        (
            "LATCHKEY_DATABASE_URL",
            "postgres://u:p@db.example/l?sslmode=require",
        ),
    ] {
        let settings: Vec<_> = sound
            .iter()
            .copied()
            .filter(|(given, _)| *given != name)
            .chain([(name, value)])
            .collect();
        let config = load(&settings, None).unwrap();
        let doubts = config.doubtful_settings();
        assert!(
            doubts.len() == 1 && doubts[0].starts_with(name),
            "{name}={value}: {doubts:?}"
        );
        assert_eq!(config.refuse_unsafe(), Ok(()));
    }
    assert_eq!(
        load(&sound, None).unwrap().doubtful_settings(),
        Vec::<String>::new()
    );
}

#[test]
fn a_demo_that_others_can_reach_is_a_warning() {
    let config = load(
        &[
            ("LEPTOS_SITE_ADDR", "0.0.0.0:3000"),
            ("LATCHKEY_BASE_URL", "http://latchkey.example"),
        ],
        None,
    )
    .unwrap();
    assert_eq!(config.unsafe_settings().len(), 2);
    assert_eq!(config.refuse_unsafe(), Ok(()));
}
