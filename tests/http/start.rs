//! A start that cannot succeed, or that waits, names the setting by which.

use std::{
    io::{BufRead as _, BufReader},
    net::TcpListener,
    path::Path,
    process::{Command, Output, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use super::support::{Running, free_port, program};

/// Far longer than a start may wait without a word.
const PATIENCE: Duration = Duration::from_secs(20);

/// Starts the server in a folder of its own, with these settings besides.
fn command(folder: &Path, settings: &[(&str, &str)]) -> Command {
    let mut command = program(folder);
    command
        .env("LEPTOS_SITE_ADDR", format!("127.0.0.1:{}", free_port()))
        .env("LATCHKEY_DATA_DIR", folder.join("data"))
        .envs(settings.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// The end of a start that fails: the exit code and what was said.
fn failed(settings: &[(&str, &str)]) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    let Output { status, stderr, .. } = command(folder.path(), settings).output().unwrap();
    (status.code(), String::from_utf8_lossy(&stderr).into_owned())
}

#[test]
fn a_taken_port_is_named_by_its_setting() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for setting in ["LEPTOS_SITE_ADDR", "LATCHKEY_METRICS_ADDR"] {
        let (code, said) = failed(&[(setting, &address)]);
        assert_eq!(code, Some(1), "{said}");
        let expected = format!("{setting}: cannot listen on {address}");
        assert!(said.contains(&expected), "{said}");
    }
}

#[test]
fn a_missing_site_is_named_with_what_builds_it() {
    let (code, said) = failed(&[("LEPTOS_SITE_ROOT", "/nowhere")]);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("LEPTOS_SITE_ROOT: there is no built site in /nowhere"),
        "{said}"
    );
}

#[test]
fn a_database_that_is_waited_for_is_named_without_its_password() {
    // Takes connections, and never says a word.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap();
    let url = format!("postgres://ann:hidden@{address}/latchkey");
    let folder = tempfile::tempdir().unwrap();
    let started = command(folder.path(), &[("LATCHKEY_DATABASE_URL", &url)]).spawn();
    let mut running = Running(started.unwrap());
    let output = BufReader::new(running.0.stdout.take().unwrap());
    let (line, lines) = mpsc::channel();
    thread::spawn(move || {
        output
            .lines()
            .map_while(Result::ok)
            .try_for_each(|said| line.send(said))
    });
    let said = loop {
        let said = lines.recv_timeout(PATIENCE).unwrap();
        assert!(!said.contains("hidden"), "{said}");
        if said.contains("waiting for") {
            break said;
        }
    };
    let expected = format!("LATCHKEY_DATABASE_URL: waiting for postgres://ann:***@{address}");
    assert!(said.contains(&expected), "{said}");
}
