//! The algorithms that may sign an access token: a closed list (ASVS 9.1.2), so that no token can bring its own.
//!
//! Names are those of the JOSE registry (RFC 7518 §3.1, RFC 8037 §3.1).

use std::{fmt, str::FromStr};

use jsonwebtoken::Algorithm;
use thiserror::Error;

/// An algorithm that signs access tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SigningAlg {
    /// Ed25519.
    #[default]
    EdDsa,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// HMAC with SHA-256: the one symmetric choice, never published in the key set.
    Hs256,
}

impl SigningAlg {
    /// Every algorithm, the default first.
    pub const ALL: [Self; 5] = [
        Self::EdDsa,
        Self::Es256,
        Self::Rs256,
        Self::Ps256,
        Self::Hs256,
    ];

    /// Returns the name in the `alg` header and in the configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EdDsa => "EdDSA",
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::Hs256 => "HS256",
        }
    }

    /// Returns the algorithm of that name, which is case-sensitive (RFC 7515 §4.1.1). Returns `None` for any other name, including
    /// `none`.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|alg| alg.as_str() == name)
    }

    /// Returns whether the key that verifies can also sign.
    pub const fn is_symmetric(self) -> bool {
        matches!(self, Self::Hs256)
    }
}

impl From<SigningAlg> for Algorithm {
    fn from(alg: SigningAlg) -> Self {
        match alg {
            SigningAlg::EdDsa => Self::EdDSA,
            SigningAlg::Es256 => Self::ES256,
            SigningAlg::Rs256 => Self::RS256,
            SigningAlg::Ps256 => Self::PS256,
            SigningAlg::Hs256 => Self::HS256,
        }
    }
}

impl fmt::Display for SigningAlg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The name is not one of [`SigningAlg::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("unknown signing algorithm")]
pub struct UnknownAlg;

impl FromStr for SigningAlg {
    type Err = UnknownAlg;

    fn from_str(name: &str) -> Result<Self, UnknownAlg> {
        Self::parse(name).ok_or(UnknownAlg)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back() {
        for alg in SigningAlg::ALL {
            assert_eq!(SigningAlg::parse(alg.as_str()), Some(alg));
            assert_eq!(format!("{:?}", Algorithm::from(alg)), alg.as_str());
        }
    }

    #[test]
    fn what_is_not_listed_is_refused() {
        for name in ["none", "None", "", "eddsa", "HS512", "Ed25519", " ES256"] {
            assert_eq!(name.parse::<SigningAlg>(), Err(UnknownAlg), "{name}");
        }
    }
}
