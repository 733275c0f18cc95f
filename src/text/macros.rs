//! The macro that declares a catalogue of texts.

/// Declares a catalogue: an enum of texts, each in every language.
///
/// ```
/// latchkey::texts! {
///     /// A text of the guest book.
///     pub enum GuestbookText {
///         Title { en: "Guest book", ko: "방명록" }
///     }
/// }
/// # use latchkey::text::Locale;
/// assert_eq!(Locale::Korean.t(GuestbookText::Title), "방명록");
/// ```
///
/// A text that lacks a language does not compile:
///
/// ```compile_fail
/// latchkey::texts! {
///     pub enum GuestbookText {
///         Title { en: "Guest book" }
///     }
/// }
/// ```
#[macro_export]
macro_rules! texts {
    ($(#[$meta:meta])* pub enum $catalogue:ident { $($key:ident { en: $en:literal, ko: $ko:literal })* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub enum $catalogue { $($key,)* }

        $(const _: () = assert!(!$en.is_empty() && !$ko.is_empty());)*

        impl $catalogue {
            /// Every text, for tests.
            #[cfg(test)]
            pub const ALL: &'static [Self] = &[$(Self::$key,)*];

            /// Returns the text in `locale`.
            pub const fn get(self, locale: $crate::text::Locale) -> &'static str {
                match (self, locale) {
                    $(
                        (Self::$key, $crate::text::Locale::English) => $en,
                        (Self::$key, $crate::text::Locale::Korean) => $ko,
                    )*
                }
            }
        }

        impl $crate::text::Translate for $catalogue {
            fn translate(self, locale: $crate::text::Locale) -> &'static str {
                self.get(locale)
            }
        }
    };
}
