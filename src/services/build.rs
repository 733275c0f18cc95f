//! Builds the domain: opens the signing keys, creates the first one, prepares the demo.

use std::{sync::Arc, time::Duration};

use thiserror::Error;

use crate::{
    rules::{
        access_token::AccessTokens,
        alg::SigningAlg,
        clock::Clock,
        password::PasswordHasher,
        password_policy::PasswordPolicy,
        revoked_sessions::RevokedSessions,
        rotation::Policy,
        secrets::{SECRET_LEN, Secrets},
        signing_key::KeyError,
        throttle::Throttle,
        write_limit::WriteLimit,
    },
    sensitive::Sensitive,
    store::{DemoRows, Store, StoreError, Tasks},
};

use super::{
    Background, Domain, Export, FeaturePurge, Keys, Parts, SignUpPolicy, first_uses::FirstUses,
    follow::Following, mail::Post, secrets::SecretsInUse,
};

/// The settings of the domain.
pub struct Settings {
    /// The base URL: issuer and audience of every token.
    pub origin: String,
    /// The current secret, which issues.
    pub secret: Sensitive<[u8; SECRET_LEN]>,
    /// Previous secrets, which are accepted.
    pub previous_secrets: Vec<Sensitive<[u8; SECRET_LEN]>>,
    /// The algorithm of new access tokens.
    pub signing_alg: SigningAlg,
    /// The lifetime of an access token.
    pub access_ttl: Duration,
    /// The leeway for clocks that disagree.
    pub clock_leeway: Duration,
    /// The idle and grace times of rotation.
    pub rotation: Policy,
    /// The absolute age of a session.
    pub session_max_age: Duration,
    /// Bounds of what is stored.
    pub limits: Limits,
    /// The maximum number of rows of a user in each table of a feature.
    pub quota: u32,
    /// Whether sign-ins and writes are limited.
    pub rate_limit: bool,
    /// Whether the demo accounts exist.
    pub demo: bool,
    /// What the features give the demo accounts.
    pub demo_rows: Vec<DemoRows>,
    /// What the features keep of a user.
    pub exports: Vec<Export>,
    /// The tables of the features that are purged.
    pub purges: Vec<FeaturePurge>,
    /// Where mail goes.
    pub post: Post,
    /// Who may create an account.
    pub sign_up: SignUpPolicy,
    /// The policy for new passwords.
    pub password_policy: PasswordPolicy,
    /// For how long a proof counts.
    pub proof_age: Duration,
    /// How long an account is kept after its deletion was asked for.
    pub deletion_grace: Duration,
    /// Whether sessions are bound to the device of a browser or a program that can do so.
    pub binds_devices: bool,
}

/// Bounds of what is stored.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The maximum number of active sessions of an account.
    pub sessions_per_user: i64,
    /// The retention of ended sessions.
    pub session_retention: Duration,
    /// The retention of events.
    pub event_retention: Duration,
}

/// The domain could not be built.
#[derive(Debug, Error)]
pub enum BuildError {
    /// The database failed.
    #[error("the database: {0}")]
    Store(#[from] StoreError),
    /// A signing key could not be made or opened.
    #[error("the signing keys: {0}")]
    Key(#[from] KeyError),
    /// The demo password could not be hashed.
    #[error("the demo accounts could not be made")]
    Demo,
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
            settings.origin.clone(),
            settings.access_ttl,
            settings.clock_leeway,
            clock.clone(),
        );
        let writes = if settings.rate_limit {
            WriteLimit::new(clock.clone())
        } else {
            WriteLimit::disabled()
        };
        let (first_uses, marks) = FirstUses::new();
        let domain = Self(Arc::new(Parts {
            store,
            access_tokens,
            secrets,
            secrets_in_use: SecretsInUse::default(),
            passwords,
            throttle,
            revoked_sessions: RevokedSessions::default(),
            following: Following::new(clock.clone(), plan),
            first_uses,
            clock,
            rotation: settings.rotation,
            session_max_age: settings.session_max_age,
            signing_alg: settings.signing_alg,
            limits: settings.limits,
            tasks: Tasks::default(),
            quota: settings.quota,
            exports: settings.exports,
            purges: settings.purges,
            writes,
            origin: settings.origin,
            post: settings.post,
            sign_up: settings.sign_up,
            password_policy: settings.password_policy,
            proof_age: settings.proof_age,
            deletion_grace: settings.deletion_grace,
            binds_devices: settings.binds_devices,
        }));
        if settings.demo {
            domain.prepare_demo(&settings.demo_rows).await?;
        }
        if domain.store.administrators(1).await?.is_empty() {
            tracing::warn!(
                "there is no administrator: `latchkey user add ADDRESS --name NAME --admin` makes one"
            );
        }
        domain.learn_all().await?;
        domain.announce_secret().await?;
        let background = Background::start(&domain, marks);
        Ok((domain, background))
    }
}

/// Corrects `clock` by the database's, if that is another machine's. Instances whose clocks differ by minutes still agree on every
/// age.
pub async fn correct(clock: &Clock, store: &Store) -> Result<(), StoreError> {
    if let Some(reference) = store.clock().await? {
        clock.correct(reference);
    }
    Ok(())
}
