//! Puts a mail into words, when it is sent or shown: digits and links are derived then, and stored nowhere.

use super::{Letter, Mail, Occasion, texts::MailText};
use crate::{
    paths,
    rules::{
        clock::Timestamp,
        one_time_code::{self, TokenUse},
    },
    services::Domain,
    store::{MailRow, rfc3339},
    text::Locale,
};

impl Domain {
    /// Puts a mail into words. `None` if it is one that says nothing.
    pub(super) fn letter(&self, row: &MailRow, mail: &Mail, locale: Locale) -> Option<Letter> {
        let t = |text: MailText| locale.t(text);
        let link = |path: &str, of: TokenUse, id: &str| {
            let token = one_time_code::token(of, id, &self.secrets)?;
            Some(format!("{}{path}?token={token}", self.origin))
        };
        let empty = Letter {
            subject: String::new(),
            lead: "",
            code: None,
            details: Vec::new(),
            before_link: None,
            link: None,
            end: None,
            locale,
        };
        let notice = |subject, lead, occasion: &Occasion| {
            let at = in_words(Timestamp::from_millis(occasion.at));
            let details = [
                (t(MailText::When), at),
                (t(MailText::Device), occasion.device.clone()),
                (t(MailText::Address), occasion.ip.clone()),
            ];
            let details = details.into_iter().filter(|(_, value)| !value.is_empty());
            Some(Letter {
                subject: t(subject).to_owned(),
                lead: t(lead),
                details: details.collect(),
                before_link: Some(t(MailText::NoticeEnd)),
                link: link(paths::NOT_ME, TokenUse::NotMe, &row.id)
                    .map(|link| (t(MailText::NotMeAction), link)),
                ..empty.clone()
            })
        };
        match mail {
            Mail::Nothing => None,
            Mail::SignUp { code } => Some(Letter {
                subject: t(MailText::SignUpSubject).to_owned(),
                lead: t(MailText::SignUpLead),
                code: Some(one_time_code::digits(code, &self.secrets)),
                before_link: Some(t(MailText::SignUpLink)),
                link: link(paths::VERIFY, TokenUse::Link, code)
                    .map(|link| (t(MailText::SignUpAction), link)),
                end: Some((t(MailText::SignUpEnd), None)),
                ..empty
            }),
            Mail::AddressTaken => Some(Letter {
                subject: t(MailText::TakenSubject).to_owned(),
                lead: t(MailText::TakenLead),
                link: Some((
                    t(MailText::TakenAction),
                    format!("{}{}", self.origin, paths::LOGIN),
                )),
                end: Some((
                    t(MailText::TakenEnd),
                    Some(format!("{}{}", self.origin, paths::FORGOT)),
                )),
                ..empty
            }),
            Mail::Reset { code } => Some(Letter {
                subject: t(MailText::ResetSubject).to_owned(),
                lead: t(MailText::ResetLead),
                code: Some(one_time_code::digits(code, &self.secrets)),
                before_link: Some(t(MailText::ResetLink)),
                link: link(paths::RESET, TokenUse::Link, code)
                    .map(|link| (t(MailText::ResetAction), link)),
                end: Some((t(MailText::ResetEnd), None)),
                ..empty
            }),
            Mail::NewEmail { code } => Some(Letter {
                subject: t(MailText::NewEmailSubject).to_owned(),
                lead: t(MailText::NewEmailLead),
                code: Some(one_time_code::digits(code, &self.secrets)),
                before_link: Some(t(MailText::SignUpLink)),
                link: link(paths::VERIFY, TokenUse::Link, code)
                    .map(|link| (t(MailText::SignUpAction), link)),
                end: Some((t(MailText::NewEmailEnd), None)),
                ..empty
            }),
            Mail::Invitation { code } => Some(Letter {
                subject: t(MailText::InvitationSubject).to_owned(),
                lead: t(MailText::InvitationLead),
                link: link(paths::VERIFY, TokenUse::Link, code)
                    .map(|link| (t(MailText::InvitationAction), link)),
                end: Some((t(MailText::InvitationEnd), None)),
                ..empty
            }),
            Mail::NewAdministrator(occasion) => notice(
                MailText::NewAdministratorSubject,
                MailText::NewAdministratorLead,
                occasion,
            ),
            Mail::EmailChanged(occasion) => Some(Letter {
                before_link: Some(t(MailText::EmailChangedEnd)),
                ..notice(
                    MailText::EmailChangedSubject,
                    MailText::EmailChangedLead,
                    occasion,
                )?
            }),
            Mail::DeletionAsked { at, occasion } => {
                let mut letter =
                    notice(MailText::DeletionSubject, MailText::DeletionLead, occasion)?;
                let at = in_words(Timestamp::from_millis(*at));
                letter.details.insert(0, (t(MailText::DeletedAt), at));
                Some(letter)
            }
            Mail::PasswordChanged(occasion) => notice(
                MailText::PasswordChangedSubject,
                MailText::PasswordChangedLead,
                occasion,
            ),
            Mail::NewSignIn(occasion) => notice(
                MailText::NewSignInSubject,
                MailText::NewSignInLead,
                occasion,
            ),
            Mail::Copy(occasion) => notice(MailText::CopySubject, MailText::CopyLead, occasion),
            Mail::Theft(occasion) => notice(MailText::TheftSubject, MailText::TheftLead, occasion),
        }
    }
}

fn in_words(at: Timestamp) -> String {
    rfc3339(at).replace('T', " ").replace('Z', " UTC")
}
