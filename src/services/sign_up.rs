//! Creating an account: a person asks, gets a mail, and proves the address.
//!
//! No answer tells whether an address has an account; the mail does, to its owner. The password of a sign-up waits with its code and
//! counts only for who asked: if somebody else proves the address, by the link in another browser, the password dies
//! (ASVS 6.3.8; "pre-hijacking").

use std::collections::BTreeMap;

use crate::{
    error::{AppError, Code, FieldCode},
    event::EventKind,
    input::{Email, Name, Password},
    rules::password_policy::{PasswordPolicy, Weakness},
    sensitive::Sensitive,
    session::Role,
    store::{CodePurpose, Credentials, User, new_id},
};

use super::{
    Asked, ClientInfo, Domain, Issued, Presented,
    codes::{Asking, Read},
    mail::Mail,
};

/// Who may create an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignUpPolicy {
    /// Everybody.
    Open,
    /// Who is invited.
    Invite,
    /// Nobody: an administrator adds accounts.
    Closed,
}

impl SignUpPolicy {
    /// Every policy.
    pub const ALL: [Self; 3] = [Self::Open, Self::Invite, Self::Closed];

    /// Returns the word in the settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Invite => "invite",
            Self::Closed => "closed",
        }
    }
}

/// What a person types to create an account.
#[derive(Clone, Copy, Debug)]
pub struct NewAccount<'a> {
    /// The name.
    pub name: &'a str,
    /// The address.
    pub email: &'a str,
    /// The password.
    pub password: &'a Password,
}

/// An account that was just created, and its first session.
pub struct Joined {
    /// The tokens of the session.
    pub issued: Issued,
    /// Whether it has a password: not if another browser than the asker's proved the address.
    pub has_password: bool,
}

impl Domain {
    /// Returns whether everybody may create an account.
    pub fn is_open(&self) -> bool {
        self.sign_up == SignUpPolicy::Open && self.post.is_on()
    }

    /// Asks for an account: writes a code and its mail. Answers the same, in the same time, whether or not the address has one.
    ///
    /// # Errors
    /// `invalid_input` by field; `signup_closed`; `mail_off`; `rate_limited`; `unavailable`.
    pub async fn sign_up(
        &self,
        account: NewAccount<'_>,
        client: &ClientInfo,
    ) -> Result<Asked, AppError> {
        if self.sign_up != SignUpPolicy::Open {
            return Err(Code::SignupClosed.into());
        }
        self.require_mail()?;
        let (name, email) = checked(account, self.password_policy)?;
        let attempt = self.may_ask(&email, client).await?;
        let hash = self
            .passwords
            .hash(account.password, attempt.claimant())
            .await?;
        let user = self.store.user_by_email(email.as_str()).await?;
        let asking = Asking {
            purpose: CodePurpose::SignUp,
            email: &email,
            user: user.as_ref().map(|user| &user.id),
            waiting: Some((name.as_str(), Sensitive::new(hash))),
        };
        let is_taken = user.is_some();
        let mail = |code| match is_taken {
            true => Mail::AddressTaken,
            false => Mail::SignUp { code },
        };
        self.ask(asking, mail, Some(&attempt), client).await
    }

    /// Proves an address: of a new account, which it creates, or a new address of an account. Opens a session.
    ///
    /// # Errors
    /// `code_invalid`; `code_expired`; `unavailable`.
    pub async fn verify_email(
        &self,
        presented: Presented<'_>,
        client: &ClientInfo,
    ) -> Result<Joined, AppError> {
        let purposes: &[CodePurpose] = match presented {
            Presented::Digits { .. } => &[CodePurpose::SignUp, CodePurpose::NewEmail],
            Presented::Link(_) => &[
                CodePurpose::SignUp,
                CodePurpose::NewEmail,
                CodePurpose::Invitation,
            ],
        };
        let Read { row, is_askers } = self.read_code(purposes, presented, client).await?;
        if row.purpose == CodePurpose::NewEmail {
            return self.take_new_email(&row, client).await;
        }
        if row.user_id.is_some() {
            return Err(Code::CodeInvalid.into());
        }
        let user = User {
            id: new_id().into(),
            // Who was invited has told no name.
            name: row.name.unwrap_or_else(|| local_part(&row.email)),
            email: row.email,
            role: Role::User,
            created_at: self.clock.now(),
            disabled_at: None,
        };
        let password_hash = row.password_hash.filter(|_| is_askers);
        let hash = password_hash.as_ref().map(|hash| hash.expose().as_str());
        let event = self.event(EventKind::SignedUp, Some(&user.id), client);
        if !self
            .store
            .redeem_sign_up(&row.id, &user, hash, &row.locale, &event)
            .await?
        {
            return Err(Code::CodeInvalid.into());
        }
        let has_password = password_hash.is_some();
        let credentials = Credentials {
            user,
            password_hash,
        };
        let issued = self.sign_in_proven(&credentials, client).await?;
        Ok(Joined {
            issued,
            has_password,
        })
    }
}

fn local_part(email: &str) -> String {
    email.split('@').next().unwrap_or_default().to_owned()
}

/// Checks what was typed.
fn checked(account: NewAccount<'_>, policy: PasswordPolicy) -> Result<(Name, Email), AppError> {
    let mut fields: BTreeMap<String, FieldCode> = BTreeMap::new();
    let mut refuse = |field: &str, code| {
        fields.insert(field.to_owned(), code);
    };
    let name = Name::parse(account.name).map_err(|code| refuse("name", code));
    let email = Email::parse(account.email).map_err(|code| refuse("email", code));
    let known = [account.email, account.name];
    if let Err(weakness) = policy.check(account.password, &known) {
        refuse("password", weakness.field_code());
    }
    match (name, email) {
        (Ok(name), Ok(email)) if fields.is_empty() => Ok((name, email)),
        _ => Err(AppError {
            fields,
            ..Code::InvalidInput.into()
        }),
    }
}

impl Weakness {
    /// Returns the code of a field with such a password.
    pub(super) const fn field_code(self) -> FieldCode {
        match self {
            Self::Unusable(code) => code,
            Self::Short => FieldCode::TooShort,
            Self::Common => FieldCode::TooCommon,
            Self::Known => FieldCode::TooPersonal,
        }
    }
}
