//! The notes of the demo accounts.

use futures::future::BoxFuture;

use super::store::insert_note;
use crate::store::{Demo, StoreError, dialect::Transaction};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// Inserts some notes for each demo account.
pub fn insert<'a>(
    transaction: &'a mut Transaction,
    demo: &'a Demo<'a>,
) -> BoxFuture<'a, Result<(), StoreError>> {
    let notes = [
        (demo.user, "Sign in once, stay signed in.", 3 * DAY),
        (
            demo.user,
            "한 번 로그인하면 계속 로그인되어 있습니다.",
            2 * DAY,
        ),
        (
            demo.user,
            "Leave this page open for longer than a token lives, then add a note.",
            HOUR,
        ),
        (demo.admin, "This account is an administrator's.", DAY),
    ];
    Box::pin(async move {
        for (owner, text, ago) in notes {
            insert_note(transaction, owner, text, demo.now - ago).await?;
        }
        Ok(())
    })
}
