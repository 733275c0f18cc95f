//! The contract over HTTP: the real router with a real database, each test on SQLite and on PostgreSQL.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../support/databases.rs"]
mod databases;
mod support;

mod access_token;
mod activity;
mod bodies;
mod clocks;
mod concurrency;
mod crash;
mod data;
mod database_away;
mod devices;
mod documents;
mod expiry;
mod form_kept;
mod form_notes;
mod form_sign_in;
mod form_sign_out;
mod gaps;
mod headers;
mod idempotency;
mod junk;
mod key_rotation;
mod keys;
mod languages;
mod me;
mod methods;
mod notes;
mod openapi;
mod pages;
mod pooler;
mod public;
mod rate_limit;
mod refresh;
mod refresh_cookie;
mod refresh_document;
mod refresh_form;
mod refresh_junk;
mod reuse;
mod revoke;
mod rotation;
mod same_origin;
mod schedules;
mod server_functions;
mod sessions;
mod sign_in;
mod split_token;
