//! The account pages: profile, devices and audit log.

mod activity;
mod device_list;
mod device_row;
mod devices;
mod download;
mod end_form;
mod nav;
mod page;
mod past_list;
mod polled;
mod sheet;

pub use activity::ActivityPage;
use device_list::{DeviceList, TITLE as SHEET_TITLE, keep_focus};
use device_row::DeviceRow;
pub use devices::DevicesPage;
use download::Download;
use end_form::EndForm;
use nav::AccountNav;
pub use page::AccountPage;
use past_list::PastList;
use polled::Live;
use sheet::SheetPage;
