//! The guest book: a page on which a user signs, and what they signed.

use latchkey::views::{
    feature::{Feature, MenuItem},
    routes::{self, PageRoute},
};
use serde::Serialize;

mod page;
#[cfg(feature = "ssr")]
mod server;

use page::GuestbookPage;

/// The page.
pub const GUESTBOOK: &str = "/guestbook";

latchkey::texts! {
    /// A text of the guest book.
    pub enum GuestbookText {
        Title { en: "Guest book", ko: "방명록" }
        Sign { en: "Sign the book", ko: "방명록 쓰기" }
        YourWords { en: "Your words", ko: "남길 말" }
    }
}

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// What was written.
    pub words: String,
}

latchkey::from_json! {
    Entry { id, words }
}

/// The feature.
pub struct Guestbook;

impl Feature for Guestbook {
    const START: &'static str = GUESTBOOK;

    fn menu() -> Vec<MenuItem> {
        vec![MenuItem {
            path: GUESTBOOK,
            name: |locale| locale.t(GuestbookText::Title),
        }]
    }

    fn routes() -> Vec<PageRoute> {
        vec![routes::protected(GUESTBOOK, GuestbookPage)]
    }
}
