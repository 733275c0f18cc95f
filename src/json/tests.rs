//! Holds what the browser reads to what serde writes, for every type of the foundation that travels.

#![allow(clippy::expect_used)]

use std::{fmt::Debug, fs, path::Path};

use leptos::server::codee::{Decoder, Encoder};
use serde::Serialize;

use super::{FromJson, Json, read};
use crate::{
    device::{ActiveSession, DeviceList, EndedSession, Ending},
    error::{AppError, Code, FieldCode},
    event::{ActivityEvent, ActivityPage, EventKind},
    revocation::{RevocationReason, Revoked},
    session::{Generation, Role, Session},
};

/// The types that this test knows, as [`crate::from_json!`] names them.
const KNOWN: &[&str] = &[
    "ActiveSession",
    "ActivityEvent",
    "ActivityPage",
    "AppError",
    "DeviceList",
    "EndedSession",
    "Revoked",
    "Session",
];

/// Fails if the browser does not read this value as serde writes it.
pub fn holds<T: Serialize + FromJson + PartialEq + Debug>(value: T) {
    let json = serde_json::to_string(&value).expect("is JSON");
    assert_eq!(read::<T>(&json).as_ref(), Some(&value), "{json}");
    let in_document = <Json as Encoder<T>>::encode(&value).expect("is JSON");
    let read = <Json as Decoder<T>>::decode(&in_document);
    assert_eq!(read.ok(), Some(value), "{in_document}");
}

fn text(of: &str) -> String {
    format!("{of} \"'\\\n\u{1f511}\u{2028}열쇠")
}

fn errors() -> Vec<AppError> {
    let mut errors: Vec<AppError> = Code::ALL.iter().map(|code| AppError::from(*code)).collect();
    errors.push(AppError::retry_after(Code::RateLimited, u32::MAX));
    errors.extend(
        FieldCode::ALL
            .iter()
            .map(|code| AppError::field("email", *code)),
    );
    errors.extend(RevocationReason::ALL.iter().map(|reason| AppError {
        reason: Some(*reason),
        revoked: Some(Revoked {
            at: "2026-11-28T12:03:00Z".to_owned(),
            software: text("software"),
            system: String::new(),
        }),
        ..Code::RefreshRevoked.into()
    }));
    errors
}

fn session(role: Role) -> Session {
    Session {
        user_id: "u-1".into(),
        email: text("email"),
        name: text("name"),
        role,
        session_id: "s-1".into(),
        generation: Generation::new(1 << 53 >> 1),
        expires_in: 600,
    }
}

fn endings() -> impl Iterator<Item = Ending> {
    let revoked = RevocationReason::ALL.iter().copied().map(Ending::Revoked);
    [Ending::Idle, Ending::Age].into_iter().chain(revoked)
}

#[test]
fn errors_and_sessions() {
    errors().into_iter().for_each(holds);
    [Role::User, Role::Admin]
        .map(session)
        .into_iter()
        .for_each(holds);
}

#[test]
fn devices_and_activity() {
    let active = ActiveSession {
        id: "s-1".to_owned(),
        software: text("software"),
        system: text("system"),
        ip: "::1".to_owned(),
        method: "password".to_owned(),
        created_at: "1".to_owned(),
        active_at: "2".to_owned(),
        idle_until: "3".to_owned(),
        ends_at: "4".to_owned(),
        current: true,
        bound: true,
    };
    let ended = endings().map(|ending| EndedSession {
        id: "s-2".to_owned(),
        ending,
        at: "5".to_owned(),
        ip: "127.0.0.1".to_owned(),
        software: text("software"),
        system: String::new(),
    });
    holds(DeviceList {
        active: vec![active],
        ended: ended.collect(),
        is_truncated: true,
    });
    let event = |kind, ending| ActivityEvent {
        id: "e-1".to_owned(),
        kind,
        ending,
        at: "6".to_owned(),
        ip: String::new(),
        software: text("software"),
        system: text("system"),
        session: (kind == EventKind::SignIn).then(|| text("session")),
        confirmed: kind == EventKind::SignInFailed,
    };
    holds(ActivityPage {
        events: EventKind::ALL
            .iter()
            .map(|kind| event(*kind, None))
            .chain(endings().map(|ending| event(EventKind::SessionRevoked, Some(ending))))
            .collect(),
        more: None,
    });
}

#[test]
fn answers_and_resources() {
    holds(Ok::<(), AppError>(()));
    errors()
        .into_iter()
        .for_each(|error| holds(Err::<DeviceList, _>(error)));
    holds(Ok::<Option<DeviceList>, AppError>(None));
    holds(Err::<Option<DeviceList>, AppError>(
        Code::SessionRevoked.into(),
    ));
}

#[test]
fn what_is_of_another_type_is_not_read() {
    assert_eq!(read::<DeviceList>(r#"{"active":[],"ended":[]}"#), None);
    assert_eq!(read::<ActivityPage>(r#"{"events":[],"more":1}"#), None);
    assert_eq!(read::<Vec<String>>(r#"{"0":"a"}"#), None);
    assert_eq!(read::<AppError>(r#"{"code":"of another version"}"#), None);
    for number in ["-1", "1.5", "4294967296", "\"1\"", "null"] {
        assert_eq!(read::<u32>(number), None, "{number}");
    }
    assert_eq!(read::<()>("{}"), None);
    assert_eq!(read::<String>("<h1>Who are you?</h1>"), None);
}

/// Collects the names before each `{` inside of `from_json! { … }`, except in files with a test of their own.
fn declared(folder: &Path, names: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            declared(&path, names);
            continue;
        }
        let source = fs::read_to_string(&path).unwrap_or_default();
        if !source.contains("holds(") {
            let blocks = source.split("\nfrom_json! {\n").skip(1);
            for block in blocks.filter_map(|block| block.split("\n}\n").next()) {
                let lines = block.lines().filter_map(|line| line.split_once(" {"));
                names.extend(lines.map(|(name, _)| name.trim().to_owned()));
            }
        }
    }
}

#[test]
fn every_declared_type_is_held_to_what_serde_writes() {
    let mut names = Vec::new();
    declared(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut names,
    );
    names.sort();
    assert_eq!(
        names, KNOWN,
        "add a value of the new type to a test above and its name to KNOWN, or a test with `holds` to its file"
    );
}
