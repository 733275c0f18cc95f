//! One-time codes: asking for one, and presenting it (`rules/one_time_code.rs`).
//!
//! The digits work only in the browser that asked, by its cookie (ASVS 6.6.2). A program keeps no cookie: the digits that it asked for
//! work for programs. The link works everywhere, because whoever opens it has read the mail.

use crate::{
    error::{AppError, Code, FieldCode},
    ids::{CodeId, UserId},
    input::Email,
    rules::{
        clock::Millis,
        one_time_code::{self, LIFE, TRIES, TokenUse},
        throttle::{Attempt, Permission},
    },
    sensitive::Sensitive,
    store::{CodePurpose, CodeRow, new_id},
};

use super::{
    ClientInfo, Domain,
    mail::{Mail, Recipient},
};

/// The life of an invitation, in ms: a week.
const INVITED_FOR: Millis = 7 * 86_400_000;

/// What proves that somebody has read a mail.
#[derive(Clone, Copy, Debug)]
pub enum Presented<'a> {
    /// The digits, and the address that they were sent to, which a browser need not tell.
    Digits {
        /// The address.
        email: Option<&'a str>,
        /// The digits, as they were typed.
        digits: &'a str,
    },
    /// The token of the link.
    Link(&'a str),
}

impl<'a> Presented<'a> {
    /// Returns what a form presents: the token of its link, or else the digits.
    ///
    /// # Errors
    /// `invalid_input` with the field `code` if there is neither.
    pub fn by_form(digits: &'a str, token: &'a str) -> Result<Self, AppError> {
        match (token, digits.trim()) {
            ("", "") => Err(AppError::field("code", FieldCode::Required)),
            ("", digits) => Ok(Self::Digits {
                email: None,
                digits,
            }),
            (token, _) => Ok(Self::Link(token)),
        }
    }
}

/// The answer to asking for a code. The same for every address.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What the browser that asked shows later.
    pub token: String,
    /// The address, as it was typed.
    pub email: String,
}

/// What a code is asked for with.
pub(super) struct Asking<'a> {
    pub(super) purpose: CodePurpose,
    pub(super) email: &'a Email,
    /// The account that the address has, or that asks.
    pub(super) user: Option<&'a UserId>,
    /// The name and the password hash that a sign-up waits with.
    pub(super) waiting: Option<(&'a str, Sensitive<String>)>,
}

/// A code that was presented.
pub(super) struct Read {
    pub(super) row: CodeRow,
    /// Whether it was presented by who asked for it.
    pub(super) is_askers: bool,
}

impl Domain {
    /// Checks whether a code may be asked for, for this address and from this client.
    pub(super) async fn may_ask(
        &self,
        email: &Email,
        client: &ClientInfo,
    ) -> Result<Attempt, AppError> {
        let attempt = self.throttle.asking(email, client.ip);
        self.throttle.admit(&attempt)?;
        let failures = self.failures(&attempt).await?;
        match attempt.judge(|key| failures.get(key).copied(), self.clock.now()) {
            Permission::Granted => Ok(attempt),
            Permission::Refused(retry) | Permission::IfKnownFromThere(retry) => Err(retry.into()),
        }
    }

    /// Writes a code, its mail, and what `attempt` adds to its buckets. `mail` makes the mail of a code.
    pub(super) async fn ask(
        &self,
        asking: Asking<'_>,
        mail: impl FnOnce(CodeId) -> Mail,
        attempt: Option<&Attempt>,
        client: &ClientInfo,
    ) -> Result<Asked, AppError> {
        let now = self.clock.now();
        let id = CodeId::from(new_id());
        let token =
            one_time_code::token(TokenUse::Asker, &id, &self.secrets).ok_or(Code::Internal)?;
        // An invitation is a link: its digits are nobody's.
        let (life, is_bound) = match asking.purpose {
            CodePurpose::Invitation => (INVITED_FOR, true),
            _ => (LIFE, client.is_browser),
        };
        let (name, password_hash) = asking.waiting.unzip();
        let row = CodeRow {
            id: id.clone(),
            purpose: asking.purpose,
            email: asking.email.as_str().to_owned(),
            user_id: asking.user.cloned(),
            name: name.map(str::to_owned),
            password_hash,
            locale: client.locale.tag().to_owned(),
            is_bound,
            tries: 0,
            created_at: now,
            expires_at: now + life,
        };
        let to = Recipient {
            email: asking.email.as_str(),
            user_id: asking.user,
            locale: client.locale,
        };
        let mail = self.mail(&mail(id), to);
        let fills = attempt
            .map(|attempt| self.fills(attempt))
            .unwrap_or_default();
        self.store.add_code(&row, &mail, &fills).await?;
        self.post.is_due();
        Ok(Asked {
            token,
            email: row.email,
        })
    }

    /// Sends another code to the browser that asked for one, with what it waits with. The code before goes on being good.
    ///
    /// # Errors
    /// `code_expired` if this browser has asked for none that lives; `mail_off`; `rate_limited`; `unavailable`.
    pub async fn resend_code(&self, client: &ClientInfo) -> Result<Asked, AppError> {
        self.require_mail()?;
        let asked = self.asked_code(client.asker.as_deref()).await?;
        let row = asked
            .filter(|row| row.expires_at > self.clock.now())
            .ok_or(Code::CodeExpired)?;
        let email = Email::parse(&row.email).map_err(|_| Code::Internal)?;
        let attempt = self.may_ask(&email, client).await?;
        let has_account = row.user_id.is_some();
        let mail = |code| match (row.purpose, has_account) {
            (CodePurpose::SignUp, false) => Mail::SignUp { code },
            (CodePurpose::SignUp, true) => Mail::AddressTaken,
            (CodePurpose::Reset, true) => Mail::Reset { code },
            // For the rest there is no such button.
            _ => Mail::Nothing,
        };
        let asking = Asking {
            purpose: row.purpose,
            email: &email,
            user: row.user_id.as_ref(),
            waiting: row.name.as_deref().zip(row.password_hash.clone()),
        };
        self.ask(asking, mail, Some(&attempt), client).await
    }

    /// Finds a code and checks what is presented. Counts a try of the digits, which a right one does not give back.
    ///
    /// # Errors
    /// `code_invalid`; `code_expired`, also after the last try; `unavailable`.
    pub(super) async fn read_code(
        &self,
        purposes: &[CodePurpose],
        presented: Presented<'_>,
        client: &ClientInfo,
    ) -> Result<Read, AppError> {
        let found = self.find_code(purposes, presented, client).await?;
        let read = found.ok_or(Code::CodeInvalid)?;
        let now = self.clock.now();
        if read.row.expires_at <= now {
            return Err(Code::CodeExpired.into());
        }
        if let Presented::Digits { digits, .. } = presented {
            if !self.store.count_try(&read.row.id, TRIES, now).await? {
                return Err(Code::CodeExpired.into());
            }
            if !one_time_code::has_digits(&read.row.id, digits, &self.secrets) {
                return Err(Code::CodeInvalid.into());
            }
        }
        Ok(read)
    }

    async fn find_code(
        &self,
        purposes: &[CodePurpose],
        presented: Presented<'_>,
        client: &ClientInfo,
    ) -> Result<Option<Read>, AppError> {
        let asked = self.asked_code(client.asker.as_deref()).await?;
        let (row, is_askers) = match presented {
            Presented::Link(token) => {
                let id = one_time_code::read_token(TokenUse::Link, token, &self.secrets);
                let Some(id) = id.map(CodeId::from) else {
                    return Ok(None);
                };
                let is_askers = asked.is_some_and(|asked| asked.id == id);
                (self.store.code(&id).await?, is_askers)
            }
            Presented::Digits { email, .. } => {
                let email = email.and_then(|email| Email::parse(email).ok());
                let is_meant = |row: &CodeRow| {
                    purposes.contains(&row.purpose)
                        && email
                            .as_ref()
                            .is_none_or(|email| email.as_str() == row.email)
                };
                match (asked.filter(is_meant), &email) {
                    (Some(row), _) => (Some(row), true),
                    (None, Some(email)) if !client.is_browser => {
                        let row = self.unbound_code(purposes, email).await?;
                        (row, true)
                    }
                    (None, _) => (None, false),
                }
            }
        };
        Ok(row
            .filter(|row| purposes.contains(&row.purpose))
            .map(|row| Read {
                is_askers: is_askers || (!row.is_bound && !client.is_browser),
                row,
            }))
    }

    /// Returns the latest code for an address that is bound to no browser.
    async fn unbound_code(
        &self,
        purposes: &[CodePurpose],
        email: &Email,
    ) -> Result<Option<CodeRow>, AppError> {
        for purpose in purposes {
            let row = self.store.unbound_code(*purpose, email.as_str()).await?;
            if row.is_some() {
                return Ok(row);
            }
        }
        Ok(None)
    }

    async fn asked_code(&self, asker: Option<&str>) -> Result<Option<CodeRow>, AppError> {
        let id = asker
            .and_then(|asker| one_time_code::read_token(TokenUse::Asker, asker, &self.secrets));
        match id {
            Some(id) => Ok(self.store.code(&CodeId::from(id)).await?),
            None => Ok(None),
        }
    }
}
