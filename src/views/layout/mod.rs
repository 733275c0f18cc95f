//! The frame around every page.

mod footer;
mod header;
mod logo;
mod offline;

pub use footer::Footer;
pub use header::Header;
pub use logo::Logo;
pub use offline::Offline;
