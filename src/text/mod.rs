//! Every word that a person reads, in every language. A catalogue is an enum whose `match` the compiler checks: a text that lacks a
//! language, or is empty in one, does not build.

mod catalogue;
mod locale;
mod macros;

pub use catalogue::Text;
pub use locale::Locale;

/// A text that every language has.
pub trait Translate {
    /// Returns the text in `locale`.
    fn translate(self, locale: Locale) -> &'static str;
}
