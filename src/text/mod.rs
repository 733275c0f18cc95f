//! Every word that a person reads, in every language. The catalogue is an enum whose `match` the compiler checks:
//! a text that lacks a language does not build.

mod catalogue;
mod locale;

pub use catalogue::Text;
pub use locale::Locale;
