//! Putting the domain together: opening the signing keys, making the first one, preparing the demo.

use std::{fmt, sync::Arc, time::Duration};

use crate::{
    rules::{
        access_token::AccessTokens,
        alg::SigningAlg,
        clock::Clock,
        password::PasswordHasher,
        revocations::Revocations,
        rotation::Policy,
        secrets::{SECRET_LEN, Secrets},
        signing_key::KeyError,
        throttle::Throttle,
        write_limit::WriteLimit,
    },
    sensitive::Sensitive,
    store::{Store, StoreError, Tasks},
};

use super::{
    Background, Domain, Keys, Parts, acknowledgements::Acknowledgements, follow::Following,
    secrets::SecretsInUse,
};

/// What the domain must be told.
pub struct Settings {
    /// The base URL: issuer and audience of every token.
    pub origin: String,
    /// The secret that is issued under.
    pub secret: Sensitive<[u8; SECRET_LEN]>,
    /// Secrets that are still accepted.
    pub previous_secrets: Vec<Sensitive<[u8; SECRET_LEN]>>,
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
    /// What an account may hold, and for how long what is over is kept.
    pub limits: Limits,
    /// How many notes an account may hold.
    pub notes_per_user: u32,
    /// Whether sign-ins and writes are limited.
    pub rate_limit: bool,
    /// Whether the demo accounts exist.
    pub demo: bool,
}

/// Bounds of what is stored.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many sessions of an account live at the same time.
    pub sessions_per_user: i64,
    /// How long a session that is over is kept.
    pub session_retention: Duration,
    /// How long an event is kept.
    pub event_retention: Duration,
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
        clock: Clock,
    ) -> Result<(Self, Background), BuildError> {
        correct(&clock, &store).await?;
        let secrets = Secrets::new(
            settings.secret.expose(),
            settings.previous_secrets.iter().map(Sensitive::expose),
        );
        let throttle = Throttle::new(clock.clone(), &secrets, settings.rate_limit);
        let longest_life = settings.access_ttl + settings.clock_leeway;
        let keys = Keys {
            alg: settings.signing_alg,
            longest_life,
            store: &store,
            secrets: &secrets,
        };
        let (ring, plan) = keys.load(clock.now(), None).await?;
        let access_tokens = AccessTokens::new(
            ring,
            settings.origin,
            settings.access_ttl,
            settings.clock_leeway,
            clock.clone(),
        );
        let writes = if settings.rate_limit {
            WriteLimit::new(clock.clone())
        } else {
            WriteLimit::disabled()
        };
        let (acknowledgements, marks) = Acknowledgements::new();
        let domain = Self(Arc::new(Parts {
            store,
            access_tokens,
            secrets,
            secrets_in_use: SecretsInUse::default(),
            passwords,
            throttle,
            revocations: Revocations::default(),
            following: Following::new(clock.clone(), plan),
            acknowledgements,
            clock,
            rotation: settings.rotation,
            session_max_age: settings.session_max_age,
            signing_alg: settings.signing_alg,
            limits: settings.limits,
            tasks: Tasks::default(),
            notes_per_user: settings.notes_per_user,
            writes,
        }));
        if settings.demo {
            domain.prepare_demo().await?;
        }
        domain.learn_all().await?;
        domain.announce_secret().await?;
        let background = Background::start(&domain, marks);
        Ok((domain, background))
    }
}

/// Holds `clock` to the database's, where that is another machine's: instances whose clocks differ by minutes still agree on the age
/// of everything.
pub async fn correct(clock: &Clock, store: &Store) -> Result<(), StoreError> {
    if let Some(reference) = store.clock().await? {
        clock.correct(reference);
    }
    Ok(())
}
