//! The account pages: profile, security, devices and audit log.

mod active_sessions;
mod activity;
mod confirm;
mod device_icon;
mod device_row;
mod devices;
mod download;
mod end_form;
mod event_answer;
mod layout;
mod nav;
mod page;
mod past_list;
mod polled;
mod rename;
mod security;

use active_sessions::{ActiveSessions, keep_focus};
pub use activity::ActivityPage;
pub use confirm::confirm_dialog;
use device_icon::DeviceIcon;
use device_row::DeviceRow;
pub use devices::DevicesPage;
use download::Download;
use end_form::EndForm;
use layout::AccountLayout;
use nav::AccountNav;
pub use page::AccountPage;
use past_list::{PastEntry, PastList};
use polled::{PolledData, PolledResource};
pub use security::SecurityPage;
