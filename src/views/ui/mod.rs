//! The elements that all pages share. Features may use them.

mod alert;
mod button;
pub mod dom;
mod field;
mod local_time;
mod page_links;
mod rows;
mod title;

pub use alert::Alert;
pub use button::Submit;
pub use field::{Field, FieldError, refused};
pub use local_time::{LocalTime, provide_local_time};
pub use page_links::{PageLinks, focus_on_turn};
pub use rows::{Row, rows};
pub use title::PageTitle;
