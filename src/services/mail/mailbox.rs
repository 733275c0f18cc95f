//! The mailbox of a development server: what was written lately, as it is read.

use serde::Serialize;

use super::super::Domain;
use crate::{error::AppError, store::rfc3339, text::Locale};

/// The most mails that are shown.
const SHOWN: i64 = 200;

/// A mail in the mailbox.
#[derive(Clone, Debug, Serialize)]
pub struct MailboxEntry {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub kind: String,
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML.
    pub html: String,
    /// The digits, if it carries any.
    pub code: Option<String>,
    /// The address of the link, if there is one.
    pub link: Option<String>,
    /// When it was written, RFC 3339.
    pub at: String,
}

impl Domain {
    /// Returns the latest mails, the newest first, in `locale` or else each in its own language.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn mailbox(&self, locale: Option<Locale>) -> Result<Vec<MailboxEntry>, AppError> {
        let rows = self.store.latest_mails(SHOWN).await?;
        let entry = |row: &crate::store::MailRow| {
            let own = Locale::from_tag(&row.locale).unwrap_or_default();
            let letter = self.letter(row, &self.open_mail(row)?, locale.unwrap_or(own))?;
            Some(MailboxEntry {
                id: row.id.to_string(),
                kind: row.kind.clone(),
                to: row.recipient.clone(),
                text: letter.text(),
                html: letter.html(),
                code: letter.code,
                link: letter.link.map(|(_, address)| address),
                subject: letter.subject,
                at: rfc3339(row.created_at),
            })
        };
        Ok(rows.iter().filter_map(entry).collect())
    }

    /// Empties the mailbox.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn clear_mailbox(&self) -> Result<(), AppError> {
        Ok(self.store.clear_mails().await?)
    }
}
