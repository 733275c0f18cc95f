//! How mail leaves.

use super::{names, secret_url::SecretUrl, source::Source};

/// The mail server.
#[derive(Clone, Debug)]
pub struct MailConfig {
    /// `LATCHKEY_SMTP_URL`, unset by default: `smtp://…` or `smtps://…`. Unset in development, mail goes to the mailbox page.
    pub smtp_url: Option<SecretUrl>,
}

impl MailConfig {
    pub(super) fn read(source: &mut Source) -> Self {
        let parse = |text: &str| match text {
            "" => Ok(None),
            text => SecretUrl::parse(text, &["smtp://", "smtps://"]).map(Some),
        };
        Self {
            smtp_url: source.read(names::SMTP_URL, None, parse, |url| {
                url.as_ref().map(ToString::to_string).unwrap_or_default()
            }),
        }
    }
}
