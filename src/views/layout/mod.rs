//! The frame around every page.

mod account_menu;
mod choices;
mod footer;
mod header;
mod loading;
mod logo;
mod notice;
mod offline;
#[cfg(feature = "ssr")]
mod plain_choices;

pub use account_menu::account_menu;
pub use choices::provide_theme;
use choices::{Languages, Themes};
pub use footer::Footer;
pub use header::Header;
pub use loading::Loading;
pub use logo::Logo;
pub use offline::Offline;
#[cfg(feature = "ssr")]
pub use plain_choices::provide_plain_choices;
