//! The mail that a development server would have sent.

use serde_json::Value;

use super::App;

impl App {
    /// The mails to an address, the newest first.
    pub async fn mails(&self, to: &str) -> Vec<Value> {
        let answer = self.anonymous().get("/dev/mailbox.json").await;
        let mails = answer.is(200).json();
        let mails = mails.as_array().unwrap().iter();
        mails.filter(|mail| mail["to"] == to).cloned().collect()
    }

    /// The newest mail of a kind to an address.
    pub async fn mail(&self, to: &str, kind: &str) -> Value {
        let mails = self.mails(to).await;
        let found = mails.iter().find(|mail| mail["kind"] == kind);
        found
            .unwrap_or_else(|| panic!("no {kind} in {mails:?}"))
            .clone()
    }

    /// The digits of the newest mail of a kind.
    pub async fn code(&self, to: &str, kind: &str) -> String {
        text(&self.mail(to, kind).await, "code")
    }

    /// The token in the link of the newest mail of a kind.
    pub async fn token(&self, to: &str, kind: &str) -> String {
        let link = text(&self.mail(to, kind).await, "link");
        link.rsplit_once("?token=").unwrap().1.to_owned()
    }
}

/// A text of a mail.
pub fn text(mail: &Value, field: &str) -> String {
    mail[field].as_str().unwrap_or_default().to_owned()
}
