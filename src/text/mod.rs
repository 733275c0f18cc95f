//! Every text that users read, in every language. A catalogue is an enum whose `match` the compiler checks: a text that
//! is missing or empty in one language does not compile.

mod account;
mod catalogue;
mod locale;
mod macros;

pub use account::AccountText;
pub use catalogue::Text;
pub use locale::Locale;

#[cfg(test)]
pub mod register;

/// A text that exists in every language.
pub trait Translate {
    /// Returns the text in `locale`.
    fn translate(self, locale: Locale) -> &'static str;
}
