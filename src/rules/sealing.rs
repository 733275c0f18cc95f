//! Encrypts what the database keeps but must not tell (AES-256-GCM), under the server's secret. Pure.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, RandomizedNonceKey};
use zeroize::Zeroizing;

use super::secrets::Secrets;
use crate::sensitive::Sensitive;

/// What [`open`] returns.
#[derive(Debug, PartialEq, Eq)]
pub struct Opened {
    /// The content.
    pub content: Sensitive<Vec<u8>>,
    /// Whether it was sealed under a secret that is only accepted.
    pub under_previous: bool,
}

/// Encrypts `content` under the current secret, bound to `binding`: what is sealed for one row opens in no other. Returns `None` if the
/// cryptography library fails.
pub fn seal(
    content: &Sensitive<Vec<u8>>,
    binding: &[u8],
    secrets: &Secrets,
) -> Option<Sensitive<Vec<u8>>> {
    let key = RandomizedNonceKey::new(&AES_256_GCM, secrets.current().sealing.expose()).ok()?;
    let mut sealed = content.expose().clone();
    let nonce = key
        .seal_in_place_append_tag(Aad::from(binding), &mut sealed)
        .ok()?;
    Some([nonce.as_ref().as_slice(), &sealed].concat().into())
}

/// Decrypts what [`seal`] made, under any secret that is accepted. Returns `None` if none of them opens it.
pub fn open(sealed: &[u8], binding: &[u8], secrets: &Secrets) -> Option<Opened> {
    let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN)?;
    let nonce: [u8; NONCE_LEN] = nonce.try_into().ok()?;
    secrets.all().iter().enumerate().find_map(|(age, keys)| {
        let mut opened = Zeroizing::new(sealed.to_vec());
        let key = RandomizedNonceKey::new(&AES_256_GCM, keys.sealing.expose()).ok()?;
        let content = key
            .open_in_place((&nonce).into(), Aad::from(binding), &mut opened)
            .ok()?;
        Some(Opened {
            content: content.to_vec().into(),
            under_previous: age > 0,
        })
    })
}
