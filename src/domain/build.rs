//! Putting the domain together: opening the signing keys, making the first one, preparing the demo.

use std::{fmt, sync::Arc, time::Duration};

use crate::{
    auth::{
        access_token::AccessTokens,
        alg::SigningAlg,
        clock::{Clock, millis},
        key_ring::KeyRing,
        password::PasswordHasher,
        revocations::Revocations,
        rotation::Policy,
        secrets::{SECRET_LEN, Secrets},
        signing_key::{KeyError, SigningKey, open, seal},
        throttle::Throttle,
    },
    store::{SigningKeyRow, Store, StoreError},
};

use super::{Background, Domain, Parts, acknowledgements::Acknowledgements};

/// What the domain must be told.
pub struct Settings {
    /// The base URL: issuer and audience of every token.
    pub origin: String,
    /// The secret that is issued under.
    pub secret: [u8; SECRET_LEN],
    /// Secrets that are still accepted.
    pub previous_secrets: Vec<[u8; SECRET_LEN]>,
    /// How new access tokens are signed.
    pub signing_alg: SigningAlg,
    /// The life of an access token.
    pub access_ttl: Duration,
    /// What is forgiven to clocks that disagree.
    pub clock_leeway: Duration,
    /// The idle and grace times of rotation.
    pub rotation: Policy,
    /// The absolute age of a session.
    pub session_max_age: Duration,
    /// Whether the demo accounts exist.
    pub demo: bool,
}

/// The domain could not be put together.
#[derive(Debug)]
pub enum BuildError {
    /// The database failed.
    Store(StoreError),
    /// A signing key could not be made or opened.
    Key(KeyError),
    /// The demo password could not be hashed.
    Demo,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => write!(f, "the database: {error}"),
            Self::Key(error) => write!(f, "the signing keys: {error}"),
            Self::Demo => f.write_str("the demo accounts could not be made"),
        }
    }
}

impl std::error::Error for BuildError {}

impl From<StoreError> for BuildError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<KeyError> for BuildError {
    fn from(error: KeyError) -> Self {
        Self::Key(error)
    }
}

impl Domain {
    /// Opens what the database holds and starts the background tasks.
    ///
    /// # Errors
    /// [`BuildError`].
    pub async fn build(
        settings: Settings,
        store: Store,
        passwords: PasswordHasher,
        throttle: Throttle,
        clock: Clock,
    ) -> Result<(Self, Background), BuildError> {
        let secrets = Secrets::new(&settings.secret, &settings.previous_secrets);
        let keys = key_ring(settings.signing_alg, &store, &secrets, &clock).await?;
        let access_tokens = AccessTokens::new(keys, settings.origin, settings.access_ttl, settings.clock_leeway, clock.clone());
        let (acknowledgements, marks) = Acknowledgements::new();
        let domain = Self(Arc::new(Parts {
            store,
            access_tokens,
            secrets,
            passwords,
            throttle,
            revocations: Revocations::default(),
            acknowledgements,
            clock,
            rotation: settings.rotation,
            session_max_age: settings.session_max_age,
        }));
        if settings.demo {
            domain.prepare_demo().await?;
        }
        domain.learn_revocations(domain.clock.now() - millis(domain.access_tokens.longest_life())).await?;
        let background = Background::start(&domain, marks);
        Ok((domain, background))
    }
}

/// The keys in the database, with one made now for `alg` where there is none. Those that were sealed under a previous secret are sealed
/// under the newest, so that the previous one can be dropped.
async fn key_ring(alg: SigningAlg, store: &Store, secrets: &Secrets, clock: &Clock) -> Result<KeyRing, BuildError> {
    let mut rows = store.signing_keys().await?;
    if !rows.iter().any(|row| is_issuing(row, alg)) {
        let private = SigningKey::generate(alg)?;
        let kid = SigningKey::read(alg, &private)?.kid().to_owned();
        let sealed_private = seal(&kid, alg, &private, secrets)?;
        let row = SigningKeyRow { kid, alg: alg.as_str().to_owned(), sealed_private, created_at: clock.now(), retired_at: None };
        store.insert_signing_key(&row).await?;
        // Another instance may have been first: what the database holds now is what all of them use.
        rows = store.signing_keys().await?;
    }
    let (mut issuing, mut older) = (None, Vec::new());
    for row in rows {
        // A symmetric key of another algorithm's time still verifies; an algorithm that this version does not know cannot.
        let Some(row_alg) = SigningAlg::parse(&row.alg) else { continue };
        let opened = open(&row.kid, row_alg, &row.sealed_private, secrets)?;
        if opened.under_previous {
            store.reseal_signing_key(&row.kid, &seal(&row.kid, row_alg, &opened.private, secrets)?).await?;
        }
        let key = SigningKey::read(row_alg, &opened.private)?;
        if is_issuing(&row, alg) {
            issuing = Some(key);
        } else {
            older.push(key);
        }
    }
    let issuing = issuing.ok_or(StoreError::Corrupt("the signing key that was just written is gone"))?;
    Ok(KeyRing::new(issuing, older))
}

fn is_issuing(row: &SigningKeyRow, alg: SigningAlg) -> bool {
    row.retired_at.is_none() && row.alg == alg.as_str()
}
