//! The frame around every page.

mod account_menu;
mod choices;
mod footer;
mod header;
mod loading;
mod logo;
mod notice;
mod offline;

use account_menu::AccountMenu;
pub use choices::provide_theme;
use choices::{Languages, Themes};
pub use footer::Footer;
pub use header::Header;
pub use loading::Loading;
pub use logo::Logo;
pub use offline::Offline;
