//! A URL that may contain a password, which is redacted on display.

use std::fmt;

use crate::sensitive::Sensitive;

/// A URL whose `Display` replaces passwords by `***`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretUrl(Sensitive<String>);

impl SecretUrl {
    /// Parses a URL of one of `schemes`. The rest is verified when connecting.
    ///
    /// # Errors
    /// That it has none of the schemes, as the end of a sentence that does not reveal the URL.
    pub(super) fn parse(text: &str, schemes: &[&str]) -> Result<Self, String> {
        let known = schemes.iter().any(|scheme| {
            text.strip_prefix(scheme)
                .is_some_and(|rest| !rest.is_empty())
        });
        if known {
            Ok(Self(text.to_owned().into()))
        } else {
            Err(format!(
                "has no address that starts with `{}`",
                schemes.join("` or `")
            ))
        }
    }

    pub(super) fn trusted(text: String) -> Self {
        Self(text.into())
    }

    /// Returns the complete URL with its password. Only for connecting.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl fmt::Display for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, rest) = self
            .expose()
            .split_once("://")
            .unwrap_or(("", self.expose()));
        let separator = if scheme.is_empty() { "" } else { "://" };
        // The last `@` of the whole URL, not of the authority, so that a password with an unencoded slash stays
        // hidden.
        let (user, rest) = rest
            .rsplit_once('@')
            .map_or((None, rest), |(user, rest)| (Some(user), rest));
        write!(f, "{scheme}{separator}")?;
        match user.map(|user| user.split_once(':').unwrap_or((user, ""))) {
            Some((user, "")) => write!(f, "{user}@")?,
            Some((user, _)) => write!(f, "{user}:***@")?,
            None => {}
        }
        let (address, query) = rest
            .split_once('?')
            .map_or((rest, None), |(address, query)| (address, Some(query)));
        f.write_str(address)?;
        for (index, pair) in query
            .into_iter()
            .flat_map(|query| query.split('&'))
            .enumerate()
        {
            let name = pair.split('=').next().unwrap_or_default();
            f.write_str(if index == 0 { "?" } else { "&" })?;
            if name.to_ascii_lowercase().contains("password") {
                write!(f, "{name}=***")?
            } else {
                f.write_str(pair)?
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_shown_wherever_it_stands() {
        for (url, shown) in [
            (
                "postgres://u:hunter2@db.example/latchkey",
                "postgres://u:***@db.example/latchkey",
            ),
            (
                "postgres://u:hun@ter/2@db/latchkey",
                "postgres://u:***@db/latchkey",
            ),
            (
                "postgres://db/latchkey?user=u&password=hunter2",
                "postgres://db/latchkey?user=u&password=***",
            ),
            ("postgres://u:hunt?er2@db", "postgres://u:***@db"),
            (
                "sqlite://data/latchkey.db?mode=rwc",
                "sqlite://data/latchkey.db?mode=rwc",
            ),
            ("sqlite::memory:", "sqlite::memory:"),
            (
                "smtps://mail:s3cret@smtp.example:465",
                "smtps://mail:***@smtp.example:465",
            ),
        ] {
            assert_eq!(SecretUrl::trusted(url.to_owned()).to_string(), shown);
        }
    }

    #[test]
    fn another_scheme_is_refused_without_showing_it() {
        assert!(
            SecretUrl::parse("mysql://u:hunter2@db", &["sqlite:", "postgres://"])
                .is_err_and(|message| !message.contains("hunter2"))
        );
        assert!(SecretUrl::parse("postgres://", &["postgres://"]).is_err());
    }
}
