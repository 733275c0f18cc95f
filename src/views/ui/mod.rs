//! The elements that all pages share. Features may use them.

mod alert;
mod button;
mod civil;
pub mod dom;
mod field;
mod local_time;
mod page_links;
mod rows;
mod title;

pub use super::{
    effects::{Delay, effect, handler, on_change},
    part::dynamic,
};
pub use alert::Alert;
pub use button::Submit;
pub use field::{Field, FieldError, described_if_refused, focus_refused, refused, true_if_refused};
pub use local_time::{LocalTime, ZoneOffset, provide_page_clock};
pub use page_links::{PageLinks, focus_on_turn};
pub use rows::{Row, rows};
pub use title::PageTitle;
