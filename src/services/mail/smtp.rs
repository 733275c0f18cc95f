//! The mail server (SMTP, RFC 5321). A connection a mail: one that the server has closed meanwhile would fail the next mail.

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{Mailbox, MultiPart},
    transport::smtp::{AsyncSmtpTransportBuilder, Error as SmtpError},
};
use thiserror::Error;
use url::Url;

use super::Letter;

/// How long a mail server may take for one mail.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The settings of the mail server are unusable.
#[derive(Debug, Error)]
pub enum MailServerError {
    /// The address of the server.
    #[error("LATCHKEY_SMTP_URL: is not the address of a mail server: {0}")]
    Url(String),
    /// The sender.
    #[error("LATCHKEY_MAIL_FROM: is not an address or `Name <address>`")]
    From,
}

/// A mail server, and the sender of its mails.
#[derive(Debug)]
pub struct MailServer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Returns whether this can be the sender of mail: an address, or `Name <address>`.
pub fn is_sender(text: &str) -> bool {
    text.parse::<Mailbox>().is_ok()
}

/// Why a mail was not taken.
#[derive(Debug)]
pub(super) enum NotSent {
    /// The server may take it later.
    Later(String),
    /// It never will.
    Never(String),
}

impl MailServer {
    /// Creates the sender. A server on another machine is asked for TLS, unless the address says `?tls=…` itself.
    ///
    /// # Errors
    /// [`MailServerError`].
    pub fn new(url: &str, from: &str) -> Result<Self, MailServerError> {
        let from = from.parse().map_err(|_| MailServerError::From)?;
        let url = with_tls(url).map_err(|error| MailServerError::Url(error.to_string()))?;
        let builder: AsyncSmtpTransportBuilder =
            AsyncSmtpTransport::<Tokio1Executor>::from_url(&url)
                .map_err(|error| MailServerError::Url(error.to_string()))?;
        Ok(Self {
            transport: builder.timeout(Some(TIMEOUT)).build(),
            from,
        })
    }

    /// Sends a letter.
    pub(super) async fn send(
        &self,
        to: &str,
        message_id: String,
        letter: &Letter,
    ) -> Result<(), NotSent> {
        let to: Mailbox = to.parse().map_err(|_| {
            NotSent::Never("the address is none that a mail server reads".to_owned())
        })?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(&letter.subject)
            .message_id(Some(message_id))
            // Nobody's absence is an answer to it (RFC 3834 §5).
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(
                letter.text(),
                letter.html(),
            ))
            .map_err(|error| NotSent::Never(error.to_string()))?;
        let sending = tokio::time::timeout(2 * TIMEOUT, self.transport.send(message));
        match sending.await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) if error.is_permanent() => Err(NotSent::Never(reason(&error))),
            Ok(Err(error)) => Err(NotSent::Later(reason(&error))),
            Err(_) => Err(NotSent::Later("the mail server did not answer".to_owned())),
        }
    }
}

/// Returns a reason for the record. What a mail server says may repeat the address, and is cut.
fn reason(error: &SmtpError) -> String {
    match error.status() {
        Some(status) => format!("the mail server answered {status}"),
        None => error.to_string().chars().take(200).collect(),
    }
}

fn with_tls(url: &str) -> Result<String, url::ParseError> {
    let mut url = Url::parse(url)?;
    let host = url.host_str().unwrap_or_default();
    let is_here = host == "localhost"
        || host
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback());
    let says = url.query_pairs().any(|(name, _)| name == "tls");
    if url.scheme() == "smtp" && !says {
        let tls = if is_here { "opportunistic" } else { "required" };
        url.query_pairs_mut().append_pair("tls", tls);
    }
    Ok(url.into())
}

#[derive(Clone, Copy, Debug)]
struct AutoSubmitted;

impl lettre::message::header::Header for AutoSubmitted {
    fn name() -> lettre::message::header::HeaderName {
        lettre::message::header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> lettre::message::header::HeaderValue {
        lettre::message::header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_server_on_another_machine_is_asked_for_tls() {
        let tls = |url: &str| with_tls(url).unwrap();
        assert!(tls("smtp://ada:secret@mail.example").ends_with("?tls=required"));
        assert!(tls("smtp://localhost:2525").ends_with("?tls=opportunistic"));
        assert!(tls("smtp://[::1]:2525").ends_with("?tls=opportunistic"));
        assert!(tls("smtp://mail.example?tls=opportunistic").ends_with("?tls=opportunistic"));
        assert!(!tls("smtps://mail.example").contains("tls="));
    }

    #[test]
    fn settings_that_are_none_are_named() {
        let refused = |url, from| MailServer::new(url, from).unwrap_err().to_string();
        assert!(refused("smtp://", "a@b.test").starts_with("LATCHKEY_SMTP_URL"));
        assert!(refused("smtp://localhost", "Ada").starts_with("LATCHKEY_MAIL_FROM"));
        assert!(
            refused("smtp://localhost", "a@b.test\r\nBcc: eve@b.test")
                .starts_with("LATCHKEY_MAIL_FROM")
        );
    }
}
