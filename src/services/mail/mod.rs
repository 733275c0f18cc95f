//! Mail: what is told to whom, and when. A mail is written in the transaction of what caused it and sent by [`send`] afterwards; it is
//! put into words when it is sent, in the account's language.
//!
//! At least once: a mail server that took a mail and whose answer was lost gets it again, under the same `Message-ID`.

mod letter;
mod mailbox;
mod send;
mod smtp;
mod texts;
mod words;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use super::{ClientInfo, Domain, user_agent::device_name};
use crate::{
    error::{AppError, Code},
    ids::{CodeId, MailId, UserId},
    rules::{
        clock::{Millis, Timestamp},
        one_time_code, sealing,
    },
    sensitive::Sensitive,
    store::{MailRow, Notice, User, new_id},
    text::Locale,
};
pub use letter::Letter;
pub use mailbox::MailboxEntry;
pub(super) use send::run;
pub use smtp::{MailServer, MailServerError, is_sender};

/// The most notices of one kind that an account gets in an hour.
const NOTICES_AN_HOUR: i64 = 5;
const HOUR: Millis = 3_600_000;

/// The kind of the mail that tells the old address of a new one. Its link gives the old one back.
pub(super) const EMAIL_CHANGED: &str = "email_changed";

/// Where mail goes.
#[derive(Debug)]
pub enum Delivery {
    /// To a mail server.
    Server(Box<MailServer>),
    /// To the mailbox page of a development server.
    Mailbox,
    /// Nowhere: what needs mail is refused.
    Off,
}

/// The mail of a process.
pub struct Post {
    delivery: Delivery,
    /// Whether what a mail tells is kept for the mailbox page.
    keeps_content: bool,
    /// Wakes the task that sends.
    due: Arc<Notify>,
}

impl Post {
    /// Creates it. `has_mailbox` says whether there is a mailbox page.
    pub fn new(delivery: Delivery, has_mailbox: bool) -> Self {
        Self {
            delivery,
            keeps_content: has_mailbox,
            due: Arc::default(),
        }
    }

    /// Returns whether mail goes anywhere.
    pub const fn is_on(&self) -> bool {
        !matches!(self.delivery, Delivery::Off)
    }

    /// Says that a mail was written, after the commit.
    pub(super) fn is_due(&self) {
        self.due.notify_one();
    }
}

/// What a mail tells. Names and other words of people who have not proven the address have no place in it: a stranger would write
/// them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Mail {
    /// Nothing. Written where a mail would say that there is no account, so that both take the same time; never sent.
    Nothing,
    /// The code of a sign-up.
    SignUp {
        /// The code.
        code: CodeId,
    },
    /// Somebody tried to sign up with the address of an account.
    AddressTaken,
    /// The code of a reset.
    Reset {
        /// The code.
        code: CodeId,
    },
    /// The code for another address.
    NewEmail {
        /// The code.
        code: CodeId,
    },
    /// The link of an invitation.
    Invitation {
        /// The code.
        code: CodeId,
    },
    /// There is a new administrator; to all of them.
    NewAdministrator(Occasion),
    /// The address was changed; to the old one.
    EmailChanged(Occasion),
    /// The account is to be deleted.
    DeletionAsked {
        /// When, in ms.
        at: i64,
        /// Who asked.
        occasion: Occasion,
    },
    /// The password was changed.
    PasswordChanged(Occasion),
    /// A device that the account did not know has signed in.
    NewSignIn(Occasion),
    /// A refresh token was reused.
    Theft(Occasion),
    /// A copy of a bound session was tried on another device.
    Copy(Occasion),
}

/// When and from where something was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occasion {
    /// The time, in ms.
    at: i64,
    /// The address.
    ip: String,
    /// The device.
    device: String,
}

impl Occasion {
    /// Creates the occasion of an act of `client`.
    pub fn new(at: Timestamp, client: &ClientInfo) -> Self {
        let name = device_name(&client.user_agent);
        let device = [name.software, name.system]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", ");
        Self {
            at: at.millis(),
            ip: client.ip.to_string(),
            device,
        }
    }
}

/// Whom a mail is for.
#[derive(Clone, Copy, Debug)]
pub struct Recipient<'a> {
    /// The address.
    pub email: &'a str,
    /// The account. Its language goes before `locale`.
    pub user_id: Option<&'a UserId>,
    /// The language of who caused the mail.
    pub locale: Locale,
}

impl<'a> Recipient<'a> {
    /// Returns the owner of an account.
    pub const fn of(user: &'a User, locale: Locale) -> Self {
        Self {
            email: user.email.as_str(),
            user_id: Some(&user.id),
            locale,
        }
    }
}

impl Mail {
    /// Returns the word for its kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::SignUp { .. } => "sign_up",
            Self::AddressTaken => "address_taken",
            Self::Reset { .. } => "reset",
            Self::NewEmail { .. } => "new_email",
            Self::Invitation { .. } => "invitation",
            Self::NewAdministrator(_) => "new_administrator",
            Self::EmailChanged(_) => EMAIL_CHANGED,
            Self::DeletionAsked { .. } => "deletion_asked",
            Self::PasswordChanged(_) => "password_changed",
            Self::NewSignIn(_) => "new_sign_in",
            Self::Theft(_) => "theft",
            Self::Copy(_) => "session_copy",
        }
    }

    /// Returns the life of what it carries, in ms: it is not sent afterwards.
    const fn life(&self) -> Option<Millis> {
        match self {
            Self::SignUp { .. } | Self::Reset { .. } | Self::NewEmail { .. } => {
                Some(one_time_code::LIFE)
            }
            _ => None,
        }
    }
}

impl Domain {
    /// Checks that this server sends mail.
    ///
    /// # Errors
    /// `mail_off`.
    pub(super) fn require_mail(&self) -> Result<(), AppError> {
        if self.post.is_on() {
            Ok(())
        } else {
            Err(Code::MailOff.into())
        }
    }

    /// Returns a mail to be written with what causes it.
    pub(super) fn mail(&self, mail: &Mail, to: Recipient<'_>) -> MailRow {
        let id = MailId::from(new_id());
        let content = serde_json::to_vec(mail).ok().and_then(|content| {
            sealing::seal(&Sensitive::new(content), id.as_bytes(), &self.secrets)
        });
        if content.is_none() {
            tracing::error!(kind = mail.kind(), "a mail was not sealed");
        }
        MailRow {
            id,
            kind: mail.kind().to_owned(),
            recipient: to.email.to_owned(),
            user_id: to.user_id.cloned(),
            locale: to.locale.tag().to_owned(),
            content: content.map(|content| content.expose().clone()),
            created_at: self.clock.now(),
            attempts: 0,
            sent_at: None,
            dead_at: None,
        }
    }

    /// Returns a notice to the owner of an account, to be written with what it tells of; `None` if this server sends no mail.
    pub(super) fn notice(&self, mail: &Mail, to: Recipient<'_>) -> Option<Notice> {
        self.post.is_on().then(|| {
            let mail = self.mail(mail, to);
            Notice {
                since: mail.created_at - HOUR,
                most: NOTICES_AN_HOUR,
                mail,
            }
        })
    }

    /// Returns the mail of a row; `None` if its content is gone or does not open.
    fn open_mail(&self, row: &MailRow) -> Option<Mail> {
        let opened = sealing::open(row.content.as_deref()?, row.id.as_bytes(), &self.secrets)?;
        serde_json::from_slice(opened.content.expose()).ok()
    }
}
