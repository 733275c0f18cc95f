//! The signing keys in force: one signs, all verify.

use std::{collections::HashMap, sync::Arc};

use jsonwebtoken::jwk::{Jwk, JwkSet};

use super::signing_key::SigningKey;
use crate::ids::KeyId;

/// The keys of this server. A token's header selects its key as a whole, and with it the algorithm: nothing in a token is
/// interpreted before its signature was verified (RFC 8725 §3.1, ASVS 9.1.1).
pub struct KeyRing {
    issuing: Arc<SigningKey>,
    by_header: HashMap<String, Arc<SigningKey>>,
}

impl KeyRing {
    /// Creates a ring: `issuing` signs; it and `others` verify.
    pub fn new(
        issuing: impl Into<Arc<SigningKey>>,
        others: impl IntoIterator<Item = Arc<SigningKey>>,
    ) -> Self {
        let issuing = issuing.into();
        let mut by_header = HashMap::from([(issuing.header().to_owned(), Arc::clone(&issuing))]);
        by_header.extend(others.into_iter().map(|key| (key.header().to_owned(), key)));
        Self { issuing, by_header }
    }

    /// Returns the key of this id.
    pub fn by_kid(&self, kid: &KeyId) -> Option<&Arc<SigningKey>> {
        self.by_header.values().find(|key| key.kid() == kid)
    }

    /// Returns the key that signs new tokens.
    pub fn issuing(&self) -> &SigningKey {
        &self.issuing
    }

    /// Returns the key whose tokens carry exactly this encoded header.
    pub fn by_header(&self, header: &str) -> Option<&SigningKey> {
        self.by_header.get(header).map(Arc::as_ref)
    }

    /// Returns the public key set (RFC 7517 §5). It never contains symmetric keys.
    pub fn published(&self) -> JwkSet {
        let mut keys: Vec<Jwk> = self
            .by_header
            .values()
            .filter_map(|key| key.public().cloned())
            .collect();
        keys.sort_by(|a, b| a.common.key_id.cmp(&b.common.key_id));
        JwkSet { keys }
    }
}
