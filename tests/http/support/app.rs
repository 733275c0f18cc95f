//! The real router with a real database and a clock that moves when told.

use std::{sync::Arc, time::Duration};

use latchkey::{
    rules::{
        clock::{Clock, Timestamp},
        password::{HashCost, PasswordHasher},
        password_policy::PasswordPolicy,
    },
    services::Accounts,
    store::Store,
    web::{Application, Builder, StartError, config::Config},
};
use sqlx::{
    AssertSqlSafe, Connection, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions,
};

use super::{ADMIN, Anonymous, Browser, EMAIL, PASSWORD, Program};
use crate::databases::{self, TestDatabase};

/// When every test begins: 2027-01-15 08:00 UTC.
pub const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
/// The base URL of every test that sets none.
pub const ORIGIN: &str = "http://localhost:3000";

/// 32 times the byte 7.
const SECRET: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

/// One instance of the server.
pub struct App {
    pub application: Application,
    /// What hashes its passwords.
    pub passwords: PasswordHasher,
    clock: Clock,
    database: Arc<TestDatabase>,
}

/// Declares two tests, `NAME::sqlite` and `NAME::postgres`: the function of that name, called with a fresh application. What
/// may follow are settings, and after a semicolon the arguments of `tokio::test`.
macro_rules! on_each_database {
    ($test:ident $(, $settings:expr)? $(; $($runtime:tt)+)?) => {
        mod $test {
            #[allow(unused_imports)]
            use super::*;

            const SETTINGS: &[(&str, &str)] = $crate::support::on_each_database!(@ $($settings)?);

            #[tokio::test$(($($runtime)+))?]
            async fn sqlite() {
                let database = $crate::databases::sqlite();
                super::$test($crate::support::App::on(database, SETTINGS).await).await;
            }

            #[tokio::test$(($($runtime)+))?]
            async fn postgres() {
                if let Some(database) = $crate::databases::postgres() {
                    super::$test($crate::support::App::on(database, SETTINGS).await).await;
                }
            }
        }
    };
    (@) => { &[] };
    (@ $settings:expr) => { $settings };
}
pub(crate) use on_each_database;

/// Runs `test` against a fresh PostgreSQL database, where there is a server.
pub async fn on_postgres(test: impl AsyncFn(Arc<TestDatabase>)) {
    if let Some(database) = databases::postgres() {
        test(Arc::new(database)).await;
    }
}

impl App {
    /// An instance with a clock of its own.
    pub async fn at(database: &Arc<TestDatabase>, clock: Clock) -> Self {
        Self::start(Arc::clone(database), clock, &[]).await
    }

    /// An instance that reaches the database at another address.
    pub async fn at_url(database: &Arc<TestDatabase>, clock: Clock, url: &str) -> Self {
        Self::start(
            Arc::clone(database),
            clock,
            &[("LATCHKEY_DATABASE_URL", url)],
        )
        .await
    }

    /// An instance on a database of its own.
    pub async fn on(database: TestDatabase, settings: &[(&str, &str)]) -> Self {
        Self::start(Arc::new(database), Clock::manual(NOW), settings).await
    }

    async fn start(database: Arc<TestDatabase>, clock: Clock, settings: &[(&str, &str)]) -> Self {
        Self::try_start(database, clock, settings).await.unwrap()
    }

    async fn try_start(
        database: Arc<TestDatabase>,
        clock: Clock,
        settings: &[(&str, &str)],
    ) -> Result<Self, StartError> {
        Self::hashing_at(database, clock, settings, HashCost::LEAST).await
    }

    /// An instance of another application on the database `database`.
    pub async fn of(application: fn(Config) -> Builder, database: TestDatabase) -> Self {
        let (database, clock) = (Arc::new(database), Clock::manual(NOW));
        Self::build(application, database, clock, &[], HashCost::LEAST)
            .await
            .unwrap()
    }

    async fn hashing_at(
        database: Arc<TestDatabase>,
        clock: Clock,
        settings: &[(&str, &str)],
        cost: HashCost,
    ) -> Result<Self, StartError> {
        Self::build(latchkey::application, database, clock, settings, cost).await
    }

    async fn build(
        application: fn(Config) -> Builder,
        database: Arc<TestDatabase>,
        clock: Clock,
        settings: &[(&str, &str)],
        cost: HashCost,
    ) -> Result<Self, StartError> {
        let given = |name: &str| settings.iter().any(|(given, _)| *given == name);
        let defaults = [
            ("LATCHKEY_DATABASE_URL", database.url.as_str()),
            ("LATCHKEY_SECRET", SECRET),
        ];
        let variables = defaults
            .iter()
            .filter(|(name, _)| !given(name))
            .chain(settings);
        let config = Config::load(
            variables.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
            None,
        )
        .unwrap();
        let passwords = PasswordHasher::new(cost).unwrap();
        let application = application(config)
            .passwords(passwords.clone())
            .clock(clock.clone());
        // On the heap: a test starts several, and all of them would lie on its thread's stack.
        let application = Box::pin(application.build()).await?;
        Ok(Self {
            application,
            passwords,
            clock,
            database,
        })
    }

    /// Another instance, which hashes passwords at another cost.
    pub async fn beside_at_another_cost(&self) -> Self {
        let cost = HashCost {
            memory_kib: 16,
            ..HashCost::LEAST
        };
        Self::hashing_at(Arc::clone(&self.database), self.clock.clone(), &[], cost)
            .await
            .unwrap()
    }

    /// The accounts, as the command line has them.
    pub async fn accounts(&self) -> Accounts {
        let store = Store::connect(&self.database.url).await.unwrap();
        Accounts {
            store,
            clock: self.clock.clone(),
            idle_ttl: Duration::from_secs(14 * 86_400),
            policy: PasswordPolicy::new(15),
        }
    }

    /// Another instance, on the same database and with the same clock.
    pub async fn beside(&self, settings: &[(&str, &str)]) -> Self {
        Self::start(Arc::clone(&self.database), self.clock.clone(), settings).await
    }

    /// Why another instance does not start.
    pub async fn beside_refused(&self, settings: &[(&str, &str)]) -> String {
        let started =
            Self::try_start(Arc::clone(&self.database), self.clock.clone(), settings).await;
        started
            .err()
            .map(|error| error.to_string())
            .expect("it started")
    }

    /// Lets time pass.
    pub fn advance(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// The same, in milliseconds.
    pub fn advance_millis(&self, millis: u64) {
        self.clock.advance(Duration::from_millis(millis));
    }

    /// Sets the clock, with no time passing; the server looks at it twice a second, and so has noticed.
    pub fn set_clock(&self, by_millis: i64) {
        self.clock.set_off(by_millis);
        self.clock.has_jumped(Duration::ZERO);
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// What to connect to, for a process beside this one.
    pub fn database_url(&self) -> &str {
        &self.database.url
    }

    /// Somebody whom the server does not know.
    pub fn anonymous(&self) -> Anonymous<'_> {
        Anonymous::new(self)
    }

    /// A program that has signed in to the demo account.
    pub async fn program(&self) -> Program<'_> {
        Program::sign_in(self, EMAIL, PASSWORD).await
    }

    /// A program that has signed in to the other account.
    pub async fn other_program(&self) -> Program<'_> {
        Program::sign_in(self, ADMIN, PASSWORD).await
    }

    /// A browser without cookies.
    pub fn browser(&self) -> Browser<'_> {
        Browser::new(self)
    }

    /// A browser in which somebody has signed in to the demo account.
    pub async fn signed_in_browser(&self) -> Browser<'_> {
        let mut browser = self.browser();
        let answer = browser
            .submit("/login", &[("email", EMAIL), ("password", PASSWORD)])
            .await;
        assert_eq!(answer.status, 303, "{answer:?}");
        browser
    }

    /// Changes the database behind the server's back.
    pub async fn sql(&self, statement: &str) {
        let statement = AssertSqlSafe(statement.to_owned());
        match self.database.url.strip_prefix("sqlite://") {
            Some(path) => drop(
                sqlx::raw_sql(statement)
                    .execute(&mut sqlite(path).await)
                    .await
                    .unwrap(),
            ),
            None => drop(
                sqlx::raw_sql(statement)
                    .execute(&mut postgres(&self.database.url).await)
                    .await
                    .unwrap(),
            ),
        }
    }

    /// The one number that a query answers.
    pub async fn number(&self, query: &str) -> i64 {
        let query = AssertSqlSafe(query.to_owned());
        match self.database.url.strip_prefix("sqlite://") {
            Some(path) => sqlx::query_scalar(query)
                .fetch_one(&mut sqlite(path).await)
                .await
                .unwrap(),
            None => sqlx::query_scalar(query)
                .fetch_one(&mut postgres(&self.database.url).await)
                .await
                .unwrap(),
        }
    }
}

async fn sqlite(path: &str) -> SqliteConnection {
    SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(path))
        .await
        .unwrap()
}

async fn postgres(url: &str) -> PgConnection {
    PgConnection::connect(url).await.unwrap()
}
