//! The pages, one a file: what stands at each path of [`crate::paths`].

mod account;
mod activity;
mod devices;
mod home;
mod login;
mod not_found;
mod sheet;

#[cfg(feature = "ssr")]
#[path = "status_server.rs"]
mod status;
#[cfg(not(feature = "ssr"))]
#[path = "status_browser.rs"]
mod status;

pub use account::AccountPage;
pub use activity::ActivityPage;
pub use devices::DevicesPage;
pub use home::HomePage;
pub use login::LoginPage;
pub use not_found::NotFoundPage;
