//! The events of an account: a closed list of kinds, with the sentences for the owner, and the audit log that is made of them.

use serde::Serialize;

use crate::{
    device::Ending,
    json::{FromJson, Value, from_json},
    text::AccountText,
};

/// A page of the audit log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ActivityPage {
    /// The events, latest first.
    pub events: Vec<ActivityEvent>,
    /// The cursor of the next page; `None` if there is no next page.
    pub more: Option<String>,
}

/// An event of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema), schema(as = PastEvent))]
pub struct ActivityEvent {
    /// The event's id.
    pub id: String,
    /// What happened.
    pub kind: EventKind,
    /// Why the session ended, where one did.
    #[cfg_attr(feature = "ssr", schema(value_type = Option<String>))]
    pub ending: Option<Ending>,
    /// When, RFC 3339.
    pub at: String,
    /// The address that it came from; empty when it was no request.
    pub ip: String,
    /// The browser or program that it came from; empty when unknown.
    pub software: String,
    /// What that ran on; empty when unknown.
    pub system: String,
    /// The session that it concerns.
    pub session: Option<String>,
    /// Whether the owner has said that it was their own doing.
    pub confirmed: bool,
}

impl ActivityEvent {
    /// Returns whether the owner should say whether it was their own doing.
    pub const fn is_open(&self) -> bool {
        self.kind.is_suspicious() && !self.confirmed
    }
}

from_json! {
    ActivityPage { events, more }
    ActivityEvent { id, kind, ending, at, ip, software, system, session, confirmed }
}

/// A kind of event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(into = "String")]
#[cfg_attr(
    feature = "ssr",
    derive(utoipa::ToSchema),
    schema(rename_all = "snake_case")
)]
pub enum EventKind {
    /// The user signed in.
    SignIn,
    /// A client gave a wrong password, or the right one of a disabled account.
    SignInFailed,
    /// A refresh token came back after its successor was in use, and its session was ended.
    RefreshReused,
    /// A refresh was repeated late, by another client than the one that it was for.
    RefreshSuspicious,
    /// A copy of a bound session was tried on another device.
    RefreshUnbound,
    /// A bound session went on although its device could not sign.
    DeviceUnproven,
    /// A refresh token was ahead of the database.
    RolledForward,
    /// A session was ended from its own side.
    SignOut,
    /// A session was ended from elsewhere; the detail is the [`RevocationReason`], and which administrator did it.
    SessionRevoked,
    /// The account was disabled.
    AccountDisabled,
    /// The account may be used again.
    AccountEnabled,
    /// The account has another password.
    PasswordChanged,
    /// The owner said that an event was their own doing.
    Confirmed,
    /// The account was created by a sign-up.
    SignedUp,
    /// The account has another name.
    NameChanged,
    /// The account has another email address.
    EmailChanged,
    /// The owner asked for the deletion of the account.
    DeletionAsked,
    /// A sign-in brought the account back before it was deleted.
    DeletionCancelled,
    /// An administrator changed the role; the detail says who.
    RoleChanged,
    /// An administrator sent a code for another password; the detail says who.
    ResetSent,
    /// The user, an administrator, invited somebody.
    Invited,
}

impl EventKind {
    /// Every kind of event.
    pub const ALL: &'static [Self] = &[
        Self::SignIn,
        Self::SignInFailed,
        Self::RefreshReused,
        Self::RefreshSuspicious,
        Self::RefreshUnbound,
        Self::DeviceUnproven,
        Self::RolledForward,
        Self::SignOut,
        Self::SessionRevoked,
        Self::AccountDisabled,
        Self::AccountEnabled,
        Self::PasswordChanged,
        Self::Confirmed,
        Self::SignedUp,
        Self::NameChanged,
        Self::EmailChanged,
        Self::DeletionAsked,
        Self::DeletionCancelled,
        Self::RoleChanged,
        Self::ResetSent,
        Self::Invited,
    ];

    /// Returns the identifier in the database and in exported data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::SignInFailed => "sign_in_failed",
            Self::RefreshReused => "refresh_reused",
            Self::RefreshSuspicious => "refresh_suspicious",
            Self::RefreshUnbound => "refresh_unbound",
            Self::DeviceUnproven => "device_unproven",
            Self::RolledForward => "rolled_forward",
            Self::SignOut => "sign_out",
            Self::SessionRevoked => "session_revoked",
            Self::AccountDisabled => "account_disabled",
            Self::AccountEnabled => "account_enabled",
            Self::PasswordChanged => "password_changed",
            Self::Confirmed => "confirmed",
            Self::SignedUp => "signed_up",
            Self::NameChanged => "name_changed",
            Self::EmailChanged => "email_changed",
            Self::DeletionAsked => "deletion_asked",
            Self::DeletionCancelled => "deletion_cancelled",
            Self::RoleChanged => "role_changed",
            Self::ResetSent => "reset_sent",
            Self::Invited => "invited",
        }
    }

    /// Returns the kind with this identifier.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }

    /// Returns the sentence for the account's owner.
    pub const fn text(self) -> AccountText {
        match self {
            Self::SignIn => AccountText::EventSignIn,
            Self::SignInFailed => AccountText::EventSignInFailed,
            Self::RefreshReused => AccountText::EventRefreshReused,
            Self::RefreshSuspicious => AccountText::EventRefreshSuspicious,
            Self::RefreshUnbound => AccountText::EventRefreshUnbound,
            Self::DeviceUnproven => AccountText::EventDeviceUnproven,
            Self::RolledForward => AccountText::EventRolledForward,
            Self::SignOut => AccountText::EventSignOut,
            Self::SessionRevoked => AccountText::EventSessionRevoked,
            Self::AccountDisabled => AccountText::EventAccountDisabled,
            Self::AccountEnabled => AccountText::EventAccountEnabled,
            Self::PasswordChanged => AccountText::EventPasswordChanged,
            Self::Confirmed => AccountText::EventConfirmed,
            Self::SignedUp => AccountText::EventSignedUp,
            Self::NameChanged => AccountText::EventNameChanged,
            Self::EmailChanged => AccountText::EventEmailChanged,
            Self::DeletionAsked => AccountText::EventDeletionAsked,
            Self::DeletionCancelled => AccountText::EventDeletionCancelled,
            Self::RoleChanged => AccountText::EventRoleChanged,
            Self::ResetSent => AccountText::EventResetSent,
            Self::Invited => AccountText::EventInvited,
        }
    }

    /// Returns whether another party may have caused the event, so that the owner should check it.
    pub const fn is_suspicious(self) -> bool {
        matches!(
            self,
            Self::SignInFailed
                | Self::RefreshReused
                | Self::RefreshSuspicious
                | Self::RefreshUnbound
        )
    }
}

impl FromJson for EventKind {
    fn from_json(value: &Value) -> Option<Self> {
        Self::parse(&value.text()?)
    }
}

impl From<EventKind> for String {
    fn from(kind: EventKind) -> Self {
        kind.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_goes_by_one_word() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::parse(kind.as_str()), Some(*kind));
            assert_eq!(
                serde_json::to_string(kind).ok(),
                Some(format!("\"{}\"", kind.as_str()))
            );
        }
        assert_eq!(EventKind::parse("sign_in "), None);
    }
}
