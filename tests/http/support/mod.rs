//! An application to talk to, and those who talk to it.

mod anonymous;
mod answer;
mod app;
mod ask;
mod bouncer;
mod browser;
mod cookie;
mod mailbox;
mod program;
mod replicas;
mod server;
mod wait;

pub use anonymous::Anonymous;
pub use answer::Answer;
pub(crate) use app::on_each_database;
pub use app::{App, NOW, ORIGIN, on_postgres};
pub use ask::Ask;
pub use bouncer::Bouncer;
pub use browser::Browser;
pub use cookie::Cookie;
pub use mailbox::text;
pub use program::{Program, altered, decoded};
pub use replicas::{Cluster, FailoverProxy};
pub use server::{Running, Server, free_port, program};
pub use wait::until;

/// The demo accounts, which every application of these tests has.
pub const EMAIL: &str = "demo@latchkey.test";
pub const ADMIN: &str = "admin@latchkey.test";
pub const PASSWORD: &str = "latchkey-demo";
