//! What a developer's terminal shows at the start: where to go, with which account, and what is unusual.

use std::net::SocketAddr;

use super::config::Config;
use crate::{demo, paths};

/// Returns the screen.
pub fn screen(config: &Config, metrics: Option<SocketAddr>) -> String {
    let mut rows = vec![
        (
            "open",
            format!("{}{}", config.network.base_url, paths::LOGIN),
        ),
        ("database", config.storage.database_url.to_string()),
        (
            "metrics",
            metrics.map_or_else(
                || "off (LATCHKEY_METRICS_ADDR)".to_owned(),
                |address| format!("http://{address}/metrics"),
            ),
        ),
    ];
    if config.mode.demo {
        let accounts = format!(
            "{} or {}, password {}",
            demo::EMAIL,
            demo::ADMIN_EMAIL,
            demo::PASSWORD
        );
        rows.insert(1, ("sign in", accounts));
    }
    let unusual = [
        ("unsafe", config.unsafe_settings()),
        ("doubtful", config.doubtful_settings()),
    ];
    for (kind, problems) in unusual {
        rows.extend(problems.into_iter().map(|problem| (kind, problem)));
    }
    rows.push((
        "next",
        "CONTRIBUTING.md adds a page in five steps; `latchkey check` lists the settings".to_owned(),
    ));
    let rows: Vec<String> = rows
        .iter()
        .map(|(name, value)| format!("  {name:<10}{value}"))
        .collect();
    format!("\nLatchkey, in development\n\n{}\n", rows.join("\n"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn it_says_where_to_go_and_what_is_unusual_and_no_secret() {
        let env = [
            ("LATCHKEY_DATABASE_URL", "postgres://ann:hidden@db/latchkey"),
            ("LEPTOS_SITE_ADDR", "127.0.0.1:4000"),
            ("LATCHKEY_BASE_URL", "http://localhost:3000"),
            (
                "LATCHKEY_SECRET",
                "bm9ib2R5LW1heS1zZWUtMDEyMzQ1Njc4OWFiY2RlZiE=",
            ),
        ];
        let config = Config::load(
            env.map(|(name, value)| (name.to_owned(), value.to_owned())),
            None,
        )
        .unwrap();
        let screen = screen(&config, None);
        for part in [
            "http://localhost:3000/login",
            demo::EMAIL,
            "latchkey-demo",
            "metrics   off",
            "LATCHKEY_BASE_URL",
        ] {
            assert!(screen.contains(part), "{part}: {screen}");
        }
        assert!(!screen.contains("hidden") && !screen.contains("bm9ib2R5LW1h"));
    }
}
