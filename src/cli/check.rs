//! `latchkey check`: prints the settings in effect, the unsafe and doubtful ones among them, and the progress of a change of the
//! secret. Changes nothing.

use super::{Failure, output, secret_step::secret_step};
use crate::web::config::Config;

/// Prints the settings, then the problems.
///
/// # Errors
/// Malformed settings (exit code 2), and settings that are unsafe in the configured environment (exit code 1).
pub async fn check() -> Result<(), Failure> {
    let config = Config::from_process()?;
    output::print(&report(&config))?;
    for line in secret_step(&config).await {
        output::print(&line)?;
    }
    match config.unsafe_settings().len() {
        0 => Ok(()),
        1 => Err(Failure::new(format!(
            "1 setting is unsafe in {}",
            config.mode.environment
        ))),
        count => Err(Failure::new(format!(
            "{count} settings are unsafe in {}",
            config.mode.environment
        ))),
    }
}

fn report(config: &Config) -> String {
    let rows = config.describe().iter().map(|setting| {
        [
            setting.name.to_owned(),
            setting.value.clone(),
            setting.origin.to_string(),
        ]
    });
    let mut report = output::table(["SETTING", "VALUE", "FROM"], rows);
    report.push_str(&format!("\n\n{}", config.clients()));
    for problem in config.doubtful_settings() {
        report.push_str(&format!("\ndoubtful: {problem}"));
    }
    for problem in config.unsafe_settings() {
        report.push_str(&format!("\nunsafe: {problem}"));
    }
    for file in config.exposed_files() {
        report.push_str(&format!("\nexposed: {file}"));
    }
    report
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_report_shows_every_setting_and_what_is_unsafe() {
        let env = [
            ("LATCHKEY_ENV", "production"),
            ("LATCHKEY_DATABASE_URL", "postgres://u:hunter2@db/l"),
        ];
        let config = Config::load(
            env.map(|(name, value)| (name.to_owned(), value.to_owned())),
            None,
        )
        .unwrap();
        let report = report(&config);
        assert!(
            report.contains("postgres://u:***@db/l") && !report.contains("hunter2"),
            "{report}"
        );
        let last: Vec<&str> = report.lines().rev().take(2).collect();
        assert!(
            last[0].starts_with("unsafe: LATCHKEY_TRUSTED_PROXIES")
                && last[1].starts_with("unsafe: LATCHKEY_BASE_URL"),
            "{report}"
        );
        assert!(
            report.contains("\ndoubtful: LATCHKEY_DATABASE_URL"),
            "{report}"
        );
        assert!(report.contains("\nno proxy is named: "), "{report}");
    }
}
