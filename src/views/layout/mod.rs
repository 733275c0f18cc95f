//! The frame around every page.

mod footer;
mod header;
mod loading;
mod logo;
mod notice;
mod offline;

pub use footer::Footer;
pub use header::Header;
pub use loading::Loading;
pub use logo::Logo;
pub use offline::Offline;
