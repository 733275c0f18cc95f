//! `latchkey.toml`.

use latchkey::web::config::Config;

/// A file is read or refused, and what is printed of either never holds a secret.
pub fn settings_file(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    const SECRET: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
    let file = format!("secret = \"{SECRET}\"\n{text}");
    let printed = match Config::load([], Some(&file)) {
        Ok(config) => format!(
            "{config:?} {:?} {:?}",
            config.describe(),
            config.unsafe_settings()
        ),
        Err(errors) => format!("{errors} {errors:?}"),
    };
    assert!(!printed.contains(SECRET), "{text:?} prints the secret");
}
