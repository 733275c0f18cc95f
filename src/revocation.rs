//! Why a session was revoked, as a closed list.

use serde::{Deserialize, Serialize};

use crate::{
    json::{FromJson, Value, from_json},
    text::AccountText,
};

/// When a session was revoked, and from which device: for who holds its refresh token.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Revoked {
    /// When, RFC 3339.
    #[cfg_attr(feature = "ssr", schema(format = DateTime))]
    pub at: String,
    /// The browser or program that asked for it; empty if unknown, and where the server did so by itself.
    pub software: String,
    /// What that ran on; empty likewise.
    pub system: String,
}

from_json! {
    Revoked { at, software, system }
}

/// Why a session was ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum RevocationReason {
    /// The person signed out.
    SignOut,
    /// The person signed this device out from another one.
    SignedOutElsewhere,
    /// Somebody signed in over it, in the same browser (ASVS 7.2.4).
    SignedInOver,
    /// A refresh token came back after its successor was in use.
    Reuse,
    /// The person's password was changed.
    PasswordChange,
    /// The account was disabled.
    AccountDisabled,
    /// An administrator ended it.
    Administrator,
    /// The account had too many; this one was the oldest.
    SessionLimit,
    /// The person asked for the deletion of the account.
    AccountDeleted,
}

impl RevocationReason {
    /// Every reason.
    pub const ALL: &'static [Self] = &[
        Self::SignOut,
        Self::SignedOutElsewhere,
        Self::SignedInOver,
        Self::Reuse,
        Self::PasswordChange,
        Self::AccountDisabled,
        Self::Administrator,
        Self::SessionLimit,
        Self::AccountDeleted,
    ];

    /// Returns the identifier in the database and in metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignOut => "sign_out",
            Self::SignedOutElsewhere => "signed_out_elsewhere",
            Self::SignedInOver => "signed_in_over",
            Self::Reuse => "reuse",
            Self::PasswordChange => "password_change",
            Self::AccountDisabled => "account_disabled",
            Self::Administrator => "administrator",
            Self::SessionLimit => "session_limit",
            Self::AccountDeleted => "account_deleted",
        }
    }

    /// Returns the reason with this identifier.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|reason| reason.as_str() == word)
    }

    /// Returns the sentence for the session's owner.
    pub const fn text(self) -> AccountText {
        match self {
            Self::SignOut => AccountText::EndedSignOut,
            Self::SignedOutElsewhere => AccountText::EndedElsewhere,
            Self::SignedInOver => AccountText::EndedSignedInOver,
            Self::Reuse => AccountText::EndedReuse,
            Self::PasswordChange => AccountText::EndedPasswordChange,
            Self::AccountDisabled => AccountText::EndedAccountDisabled,
            Self::Administrator => AccountText::EndedAdministrator,
            Self::SessionLimit => AccountText::EndedSessionLimit,
            Self::AccountDeleted => AccountText::EndedAccountDeleted,
        }
    }
}

impl FromJson for RevocationReason {
    fn from_json(value: &Value) -> Option<Self> {
        Self::parse(&value.text()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_goes_by_one_word() {
        for reason in RevocationReason::ALL {
            assert_eq!(RevocationReason::parse(reason.as_str()), Some(*reason));
            assert_eq!(
                serde_json::to_string(reason).ok(),
                Some(format!("\"{}\"", reason.as_str()))
            );
        }
        assert_eq!(RevocationReason::parse("boredom"), None);
    }
}
