//! Sends the mail that is due. Every instance does; a lease keeps two from sending the same mail at the same time.

use std::time::Duration;

use futures::{StreamExt as _, stream};

use super::{super::Domain, Delivery, smtp::NotSent};
use crate::{
    rules::{
        clock::Millis,
        one_time_code::{self, TokenUse},
    },
    store::{MailResult, MailRow, StoreError, Task},
    text::Locale,
};

/// How often it is looked for mail of other instances, and for mail that is due again.
const POLL: Duration = Duration::from_secs(1);
/// How many mails are claimed and sent at the same time.
const AT_ONCE: i64 = 32;
/// How long a claim lasts, in ms: longer than any mail server may take.
const LEASE: Millis = 120_000;
/// The first pause before another try, in ms, and the longest.
const FIRST_PAUSE: Millis = 10_000;
const LONGEST_PAUSE: Millis = 6 * 3_600_000;
/// When a mail is given up, in ms.
const GIVEN_UP: Millis = 24 * 3_600_000;

/// Sends for as long as the task lives.
pub(in super::super) async fn run(domain: Domain, task: Task) {
    loop {
        if let Some(Err(error)) = task.turn(domain.send_due_mail()).await {
            tracing::warn!(%error, "mail could not be looked for");
        }
        let due = std::sync::Arc::clone(&domain.post.due);
        tokio::select! {
            () = due.notified() => {}
            () = tokio::time::sleep(POLL) => {}
        }
    }
}

impl Domain {
    /// Sends every mail that is due.
    ///
    /// # Errors
    /// [`StoreError`]. Mails that were claimed are sent once their lease is over.
    pub async fn send_due_mail(&self) -> Result<(), StoreError> {
        if !self.post.is_on() {
            return Ok(());
        }
        while self.store.has_due_mail(self.clock.now()).await? {
            let now = self.clock.now();
            let claimed = self.store.claim_mails(AT_ONCE, LEASE, now).await?;
            if claimed.is_empty() {
                break;
            }
            stream::iter(&claimed)
                .for_each_concurrent(None, |row| self.send_one(row))
                .await;
        }
        Ok(())
    }

    async fn send_one(&self, row: &MailRow) {
        let result = self.try_to_send(row).await;
        let outcome = match &result {
            MailResult::Sent { .. } => "sent",
            MailResult::Later(..) => "later",
            MailResult::Dead(_) => "dead",
        };
        metrics::counter!("latchkey_mails_total", "kind" => row.kind.clone(), "outcome" => outcome)
            .increment(1);
        if let MailResult::Dead(reason) = &result {
            tracing::error!(mail = %row.id, kind = row.kind, reason, "a mail was given up");
        }
        if let Err(error) = self
            .store
            .finish_mail(&row.id, &result, self.clock.now())
            .await
        {
            tracing::warn!(%error, mail = %row.id, "what became of a mail was not written: it is sent again");
        }
    }

    async fn try_to_send(&self, row: &MailRow) -> MailResult {
        let keeps_content = self.post.keeps_content;
        let Some(mail) = self.open_mail(row) else {
            return MailResult::Dead(
                "it does not open under the secrets of this server".to_owned(),
            );
        };
        let now = self.clock.now();
        let age = now - row.created_at;
        if mail.life().is_some_and(|life| age > life) {
            return MailResult::Dead("its code has expired".to_owned());
        }
        let locale = Locale::from_tag(&row.locale).unwrap_or_default();
        let Some(letter) = self.letter(row, &mail, locale) else {
            return MailResult::Sent { keeps_content };
        };
        let Delivery::Server(server) = &self.post.delivery else {
            return MailResult::Sent { keeps_content };
        };
        let id =
            one_time_code::token(TokenUse::Message, &row.id, &self.secrets).unwrap_or_default();
        let host = self.origin.split("://").last().unwrap_or_default();
        let host = host.split(':').next().unwrap_or_default();
        match server
            .send(&row.recipient, format!("<{id}@{host}>"), &letter)
            .await
        {
            Ok(()) => MailResult::Sent { keeps_content },
            Err(NotSent::Never(reason)) => MailResult::Dead(reason),
            Err(NotSent::Later(reason)) if age > GIVEN_UP => MailResult::Dead(reason),
            Err(NotSent::Later(reason)) => MailResult::Later(now + pause(row.attempts), reason),
        }
    }
}

/// Returns the pause after so many tries, in ms.
fn pause(attempts: i64) -> Millis {
    let doublings = attempts.saturating_sub(1).clamp(0, 20);
    (FIRST_PAUSE << doublings).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_from_ten_seconds_to_six_hours() {
        assert_eq!((pause(1), pause(2), pause(3)), (10_000, 20_000, 40_000));
        assert_eq!(
            (pause(0), pause(12), pause(i64::MAX)),
            (10_000, 20_480_000, LONGEST_PAUSE)
        );
    }
}
